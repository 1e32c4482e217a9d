// The exam by keyboard alone. Every act has a button, and its key presses that button where it is shown, so that a key can
// do nothing that a press cannot. All keys but the answers' are held together with Alt: single letters are eaten by Chinese
// input methods and would act by accident (WCAG 2.2, 2.1.4). Enter and these keys never hand in.

/** By the key's place on the board; the first button that is shown is pressed. */
const PRESSES: Readonly<Record<string, readonly string[]>> = {
  KeyN: ["next"],
  KeyP: ["previous"],
  KeyM: ["mark"],
  KeyH: ["review-continue", "hand-in"],
  KeyB: ["review-back", "confirm-back"],
  KeyR: ["read"],
  KeyK: ["keys-open"],
};

export interface KeyActs {
  /** By the key's place on the board, for what has no button or whose button is not shown. */
  readonly [code: string]: () => unknown;
}

/** Listens from now on. `escape` is what the escape key takes back. */
export function listenToKeys(acts: KeyActs, escape: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      escape();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || openDialog()) {
      return; // AltGr arrives as Ctrl with Alt: it writes letters
    }
    const button = (PRESSES[event.code] ?? []).map((id) => document.getElementById(id)).find(isShown);
    const act = button ? () => button.click() : acts[event.code];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

/** The list of keys: a dialog, which the browser itself gives the focus, keeps it in and takes it back from. */
export function offerKeyList(): void {
  const dialog = document.getElementById("keys");
  if (!(dialog instanceof HTMLDialogElement)) {
    return; // a browser without dialogs: no button is offered that would do nothing
  }
  const open = document.getElementById("keys-open");
  open?.removeAttribute("hidden");
  open?.addEventListener("click", () => dialog.showModal());
  document.getElementById("keys-close")?.addEventListener("click", () => dialog.close());
}

function openDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

function isShown(element: HTMLElement | null): element is HTMLElement {
  return element !== null && element.getClientRects().length > 0;
}
