// The line that says where the answers are. Three states: saved on the server, kept on this computer, network away; and
// two faults. It is spoken only when it becomes worse, so that a screen reader is not talking all through the exam.

import type { AnswerEvent } from "./protocol";
import { say, type Sentences } from "./sentences";

export type SavedState = "saved" | "kept" | "away" | "fault";

export class SavedLine {
  private newest: AnswerEvent | null = null;
  private awaySince = false;
  /** The question of a change that only this page's memory holds; until the server has it, nothing else is said. */
  private unkept: number | null = null;

  constructor(
    private readonly line: HTMLElement,
    private readonly sentences: Sentences,
    private readonly announce: (sentence: string) => void,
  ) {}

  /** After a load: nothing has been said yet. */
  start(unsent: number): void {
    this.show(unsent === 0 ? "saved" : "kept", unsent === 0 ? "all_saved" : "resending", { count: unsent });
  }

  kept(event: AnswerEvent, stored: boolean, unsent: number): void {
    this.newest = event;
    if (!stored) {
      this.unkept = event.slot;
      this.announce(say(this.sentences, "not_kept", { slot: event.slot }));
    }
    if (this.unkept !== null) {
      this.show("fault", "not_kept", { slot: this.unkept });
    } else if (this.awaySince) {
      this.show("away", "network_lost", { count: unsent });
    } else {
      this.show("kept", "kept", { slot: event.slot });
    }
  }

  acknowledged(unsent: number, answered: number): void {
    if (unsent > 0) {
      return;
    }
    this.unkept = null;
    if (this.awaySince) {
      this.awaySince = false;
      this.show("saved", "network_back", { count: answered });
    } else if (this.newest !== null) {
      this.show("saved", "saved", { slot: this.newest.slot });
    } else {
      this.show("saved", "all_saved");
    }
    this.newest = null;
  }

  failed(unsent: number): void {
    if (this.unkept !== null) {
      this.show("fault", "not_kept", { slot: this.unkept });
    } else {
      this.show("away", "network_lost", { count: unsent });
      if (!this.awaySince) {
        this.announce(say(this.sentences, "network_lost", { count: unsent }));
      }
    }
    this.awaySince = true;
  }

  private show(state: SavedState, key: string, values: Record<string, number> = {}): void {
    this.line.dataset.state = state;
    this.line.textContent = say(this.sentences, key, values);
  }
}
