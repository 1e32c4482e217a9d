// Names the chosen file beside our own label, which stands in front of the browser's file box.

export function nameChosenFiles(page: Document): void {
  page.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "file") {
      const name = target.closest(".file-box")?.querySelector("[data-file-name]");
      const files = Array.from(target.files ?? [], (file) => file.name);
      if (name && files.length > 0) {
        name.textContent = files.join(", ");
      }
    }
  });
}
