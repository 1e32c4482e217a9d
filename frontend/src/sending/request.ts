// What pages that keep things until the network is there have in common: one patient request, and what its answer says.

const REQUEST_MS = 15_000;

/** Answers after which sending the same again is of no use; a person has to look. */
export const FINAL_REFUSALS: ReadonlySet<number> = new Set([400, 404, 409, 422]);

/** Posts `body`, or only looks where there is none. Null when there was no answer at all; a portal's redirect is none. */
export async function ask(url: string, csrf: string, body?: unknown): Promise<Response | null> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), REQUEST_MS);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf };
  const post = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers };
  try {
    return await fetch(url, { ...post, credentials: "same-origin", redirect: "error", signal: impatience.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

export async function jsonOf(response: Response): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = await response.json();
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A fresh token for posting; empty when none could be had. */
export async function freshToken(url: string): Promise<string> {
  const response = await ask(url, "");
  const body = response?.ok ? await jsonOf(response) : null;
  return typeof body?.csrf === "string" ? body.csrf : "";
}
