// A computer that was replaced: it says where the candidate goes on and what is kept here, and leaves the queue as it is.

import { say } from "./sentences";
import { SittingStore } from "./store";

/** On the page that stands in place of the paper; false where it is another page. */
export function isReplaced(): boolean {
  return document.getElementById("replaced") !== null;
}

/** How many changes of the page's sitting the server never acknowledged. */
export async function sayWhatIsKept(): Promise<void> {
  const told = document.getElementById("replaced") as HTMLElement;
  const { sitting = "", epoch = "", kept = "" } = told.dataset;
  const count = await unsentIn(await SittingStore.open(sitting, Number(epoch)));
  if (count > 0) {
    (document.getElementById("kept-here") as HTMLElement).textContent = say({ kept }, "kept", { count });
  }
}

export async function unsentIn(store: SittingStore): Promise<number> {
  const acked = await store.ackedThrough();
  return (await store.events()).filter(({ seq }) => seq > acked).length;
}

/** What the server says in place of this paper, the new seat among it; null when it cannot be asked now. */
export async function whereToGoOn(): Promise<string | null> {
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin", redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("replaced")?.dataset.notice ?? null;
  } catch {
    return null;
  }
}
