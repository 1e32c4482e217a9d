// The answer panel: one cell a question, told apart by word, fill and corner, not by colour alone.

import type { PaperState } from "./protocol";
import { UNTOUCHED } from "./protocol";
import { say, type Sentences } from "./sentences";

export class AnswerPanel {
  private readonly cells = new Map<number, HTMLElement>();

  /** Uses the cells the server rendered (#cell-1 ...), or makes them where the panel is empty. */
  constructor(
    panel: HTMLElement,
    slots: readonly number[],
    private readonly sentences: Sentences,
    goTo: (slot: number) => void,
  ) {
    for (const slot of slots) {
      const cell = document.getElementById(`cell-${slot}`) ?? panel.appendChild(newCell(slot));
      cell.addEventListener("click", (event) => {
        event.preventDefault();
        goTo(slot);
      });
      this.cells.set(slot, cell);
    }
    panel.hidden = false;
  }

  show(state: PaperState, current: number): void {
    for (const [slot, cell] of this.cells) {
      const { value, marked } = state.get(slot) ?? UNTOUCHED;
      cell.dataset.state = value === "" ? "empty" : "answered";
      cell.dataset.marked = String(marked);
      cell.setAttribute("aria-label", this.label(slot, value !== "", marked));
      if (slot === current) {
        cell.setAttribute("aria-current", "true");
      } else {
        cell.removeAttribute("aria-current");
      }
    }
  }

  private label(slot: number, answered: boolean, marked: boolean): string {
    const key = `cell_${answered ? "answered" : "empty"}${marked ? "_marked" : ""}`;
    return say(this.sentences, key, { slot });
  }
}

function newCell(slot: number): HTMLButtonElement {
  const cell = document.createElement("button");
  cell.type = "button";
  cell.id = `cell-${slot}`;
  cell.className = "cell";
  cell.textContent = String(slot);
  return cell;
}
