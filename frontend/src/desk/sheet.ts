// A link marked data-sheet opens the dialog of that id on the same page, which works without a network too. Without this
// script it leads to the page that shows the same.

export function openSheets(page: Document): void {
  page.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-sheet], [data-sheet-close]") : null;
    const sheet = pressed && (pressed.dataset.sheet ? page.getElementById(pressed.dataset.sheet) : pressed.closest("dialog"));
    if (sheet instanceof HTMLDialogElement) {
      event.preventDefault();
      if (sheet.open) {
        sheet.close();
      } else {
        sheet.showModal();
      }
    }
  });
}
