// One question on the page: the form the server rendered, with its inputs. Without the script the form posts itself; with
// it, only its inputs are used.

import type { SlotState } from "./protocol";

export interface SlotListener {
  chosen(slot: number, value: string): void;
  markPressed(slot: number): void;
}

export class SlotForm {
  readonly slot: number;
  private readonly inputs: HTMLInputElement[];
  private readonly markButton: HTMLButtonElement | null;
  private readonly saveButton: HTMLButtonElement | null;

  constructor(readonly form: HTMLFormElement) {
    this.slot = Number(form.id.replace("slot-", ""));
    this.inputs = Array.from(form.querySelectorAll<HTMLInputElement>('input[name="value"]'));
    this.markButton = form.querySelector('button[data-act="mark"]');
    this.saveButton = form.querySelector('button[data-act="save"]');
  }

  /** Takes the form over: from now on changes are reported and the form never posts itself. */
  takeOver(listener: SlotListener): void {
    this.form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a form must not leave the page
    this.form.addEventListener("change", () => listener.chosen(this.slot, this.value));
    this.form.addEventListener("keydown", (event) => this.chooseByKey(event));
    this.markButton?.addEventListener("click", () => listener.markPressed(this.slot));
    this.form.querySelector('[data-act="clear"]')?.addEventListener("click", () => {
      this.inputs.forEach((input) => (input.checked = false));
      listener.chosen(this.slot, "");
    });
    if (this.saveButton) {
      this.saveButton.hidden = true;
    }
  }

  /** The chosen letters in order; "" when nothing is chosen. */
  get value(): string {
    const chosen = this.inputs.filter((input) => input.checked).map((input) => input.value);
    return chosen.sort().join("");
  }

  show({ value, marked }: SlotState): void {
    for (const input of this.inputs) {
      input.checked = value.includes(input.value);
    }
    this.markButton?.setAttribute("aria-pressed", String(marked));
  }

  setLocked(locked: boolean): void {
    this.form.querySelectorAll<HTMLInputElement | HTMLButtonElement>("input, button").forEach((control) => {
      control.disabled = locked;
    });
  }

  focus(): void {
    const heading = this.form.querySelector<HTMLElement>("legend, h1, h2") ?? this.form;
    heading.tabIndex = -1;
    heading.focus();
  }

  /** The letters of the choices whose top lies below the visible part of the page. */
  lettersBelow(bottom: number): string[] {
    return this.inputs
      .filter((input) => (input.closest("label") ?? input).getBoundingClientRect().top >= bottom)
      .map((input) => input.value);
  }

  /**
   * The letter of a choice or its number, while the focus is anywhere in the question (WCAG 2.2, 2.1.4). The place of the
   * key counts where an input method hides its letter.
   */
  private chooseByKey(event: KeyboardEvent): void {
    const place = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? (/^[1-9]$/.test(event.key) ? event.key : "");
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? "";
    const input = place !== "" ? this.inputs[Number(place) - 1] : this.inputs.find(({ value }) => value === letter);
    if (input === undefined || event.ctrlKey || event.altKey || event.metaKey || input.disabled) {
      return;
    }
    event.preventDefault();
    input.focus();
    input.click();
  }
}
