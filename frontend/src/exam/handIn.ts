// Handing in: first the list of what is open, then one page that asks, then everything is delivered and only then handed in.
// Enter never hands in.

import { UNTOUCHED, type PaperState, type RefusalCode } from "./protocol";
import type { AnswerQueue } from "./queue";
import { say, type Sentences } from "./sentences";

const PAUSE_FIRST_MS = 1000;
const PAUSE_CAP_MS = 8000;

export interface Counts {
  readonly answered: number;
  readonly unanswered: readonly number[];
  readonly marked: readonly number[];
}

export function countsOf(state: PaperState, slots: readonly number[]): Counts {
  const of = (slot: number) => state.get(slot) ?? UNTOUCHED;
  const unanswered = slots.filter((slot) => of(slot).value === "");
  const marked = slots.filter((slot) => of(slot).marked);
  return { answered: slots.length - unanswered.length, unanswered, marked };
}

/** Fills the review page: counts, and links to what is unanswered or marked. */
export function showReview(counts: Counts, sentences: Sentences, goTo: (slot: number) => void): void {
  const key = counts.unanswered.length === 0 ? "review_complete" : "review_counts";
  element("review-counts").textContent = say(sentences, key, {
    answered: counts.answered,
    unanswered: counts.unanswered.length,
    marked: counts.marked.length,
  });
  fillLinks("review-unanswered", counts.unanswered, sentences, goTo);
  fillLinks("review-marked", counts.marked, sentences, goTo);
}

export function showConfirm(counts: Counts, sentences: Sentences): void {
  const open = counts.unanswered.length;
  const key = open === 0 ? "confirm_complete" : "confirm_unanswered";
  element("confirm-sentence").textContent = say(sentences, key, { count: open });
}

/** What ends the delivery: a receipt, a refusal, or the candidate going back. */
export type Delivery =
  | { readonly kind: "receipt"; readonly url: string }
  | { readonly kind: "refused"; readonly code: RefusalCode }
  | { readonly kind: "cancelled" };

/**
 * Delivers every event and then hands in, as long as it takes.
 *
 * `waiting(unsent)` is called while it does not get through. Until the server has answered with a receipt, nothing on this
 * computer is removed and the candidate can go back.
 */
export async function deliver(queue: AnswerQueue, waiting: (unsent: number) => void, cancel: AbortSignal): Promise<Delivery> {
  const cancelled = new Promise<void>((resolve) => cancel.addEventListener("abort", () => resolve()));
  for (let attempt = 0; ; attempt++) {
    await Promise.race([queue.whenDelivered(), cancelled]);
    if (cancel.aborted) {
      return { kind: "cancelled" };
    }
    const reply = await queue.submit();
    if (reply.kind === "receipt" && isOurs(reply.url)) {
      return { kind: "receipt", url: reply.url };
    }
    if (reply.kind === "refused" && reply.code !== "signed_out") {
      return reply;
    }
    if (reply.kind === "need") {
      queue.goBackTo(reply.need);
    }
    waiting(queue.unsent);
    await Promise.race([pause(attempt), cancelled]);
  }
}

function isOurs(url: string): boolean {
  return new URL(url, location.href).origin === location.origin;
}

function pause(attempt: number): Promise<void> {
  const ms = Math.min(PAUSE_CAP_MS, PAUSE_FIRST_MS * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random() / 2)));
}

function fillLinks(id: string, slots: readonly number[], sentences: Sentences, goTo: (slot: number) => void): void {
  const list = element(id);
  list.textContent = "";
  list.closest<HTMLElement>("[data-list]")?.toggleAttribute("hidden", slots.length === 0);
  for (const slot of slots) {
    const link = document.createElement("button");
    link.type = "button";
    link.className = "review-link";
    link.textContent = say(sentences, "question", { slot });
    link.addEventListener("click", () => goTo(slot));
    list.appendChild(document.createElement("li")).appendChild(link);
  }
}

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}
