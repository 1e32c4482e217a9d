// A form marked data-guard asks before its changes are lost. The browser brings its own sentence.

export function warnBeforeLeaving(page: Document): void {
  let changed = false;
  const guarded = (event: Event) => event.target instanceof Element && event.target.closest("form[data-guard]") !== null;
  page.addEventListener("input", (event) => {
    changed ||= guarded(event);
  });
  page.addEventListener("submit", (event) => {
    changed &&= !guarded(event);
  });
  addEventListener("beforeunload", (event) => {
    if (changed) {
      event.preventDefault();
      event.returnValue = ""; // Chromium before 119 asks for this as well
    }
  });
}
