// Typing answer sheets by keyboard alone: Enter and the arrows go from line to line, and a line that takes one answer
// goes on by itself once it is there. Without this, Tab does.

const ONE_ANSWER = /^[A-Za-z1-8?*0_-]$/;

export function typeSheets(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-typing]");
  if (form === null) return;
  const lines = [...form.querySelectorAll<HTMLInputElement>("li input")];
  const go = (line: HTMLInputElement, by: number): void => {
    const next = lines[lines.indexOf(line) + by] ?? (by > 0 ? form.querySelector<HTMLElement>("[type=submit]") : null);
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
  };
  form.addEventListener("keydown", (event) => {
    const line = event.target;
    if (!(line instanceof HTMLInputElement) || !lines.includes(line) || event.isComposing) return;
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      go(line, by);
    }
  });
  form.addEventListener("input", (event) => {
    const line = event.target;
    if (!(line instanceof HTMLInputElement) || !lines.includes(line)) return;
    const one = line.dataset.several === undefined || /^[?*0_-]$/.test(line.value);
    if (one && ONE_ANSWER.test(line.value)) go(line, 1);
  });
}
