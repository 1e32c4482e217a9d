// The verdict at the door: shape, word and colour, large enough for whoever looks at the candidate and not at the screen.

import { signal, type Kind } from "../scan/signals";

export interface Verdict {
  readonly kind: Kind;
  readonly word: string;
  /** Whom it is about, and the seat to show them; a sentence where it is about nobody of the room. */
  readonly name?: string;
  readonly detail?: string;
  readonly booking?: string;
}

/** Shapes of the server's outcomes, in the four kinds of a verdict. */
const KINDS: Readonly<Record<string, Kind>> = { done: "valid", "needs-you": "check", waiting: "check", refused: "ended" };

export function kindOfShape(shape: string): Kind {
  return KINDS[shape] ?? "check";
}

export class DoorVerdict {
  /** With the camera on nobody looks at the screen all the time: then it sounds and shakes as well. */
  isAloud = false;
  private shown: Verdict | null = null;

  constructor(private readonly panel: HTMLElement) {}

  show(verdict: Verdict): void {
    const isSame = this.shown?.kind === verdict.kind && this.isAbout(verdict.booking);
    this.panel.dataset.verdict = verdict.kind;
    for (const slot of ["word", "name", "detail"] as const) {
      const line = this.panel.querySelector<HTMLElement>(`[data-slot=${slot}]`);
      if (line) {
        line.textContent = verdict[slot] ?? "";
      }
    }
    this.shown = verdict;
    if (this.isAloud && !isSame) {
      signal(verdict.kind);
    }
  }

  /** True while the verdict on the screen is about this candidate. */
  isAbout(booking: string | undefined): boolean {
    return booking !== undefined && this.shown?.booking === booking;
  }
}
