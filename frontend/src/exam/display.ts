// Text size, contrast and speed of reading, switched at any time and at once.
//
// The switches are small forms that also work without this script. With it a press changes the page where it stands and
// keeps the choice in a cookie, which the server reads before it writes the next page: no request, so that it works while
// the network is away and never races an answer on its way, and the first paint is right already.

/** Read by exam_app/web/display.py. */
const COOKIE = "display";
/** Longer than any sitting; the next day begins anew. */
const KEPT_SECONDS = 12 * 60 * 60;
/** In the cookie's order. */
const NAMES = ["size", "contrast", "speed"] as const;

export type DisplayName = (typeof NAMES)[number];

export class Display {
  private readonly root = document.documentElement;

  /** `announce` speaks to who does not see the page change. */
  constructor(private readonly announce: (sentence: string) => void) {
    for (const name of NAMES) {
      for (const button of this.buttons(name)) {
        button.addEventListener("click", (event) => {
          event.preventDefault(); // nothing is posted
          this.choose(name, button);
        });
      }
    }
  }

  /** The next of the choices, after the last the first; for a key. */
  next(name: DisplayName): void {
    const buttons = this.buttons(name).filter((button) => !button.closest("[hidden]"));
    const here = buttons.findIndex((button) => button.value === this.root.dataset[name]);
    const following = buttons[(here + 1) % buttons.length];
    if (following) {
      this.choose(name, following);
    }
  }

  private buttons(name: DisplayName): HTMLButtonElement[] {
    return Array.from(document.querySelectorAll<HTMLButtonElement>(`.segmented button[name="${name}"]`));
  }

  private choose(name: DisplayName, chosen: HTMLButtonElement): void {
    this.root.dataset[name] = chosen.value;
    for (const button of this.buttons(name)) {
      button.setAttribute("aria-pressed", String(button.value === chosen.value));
    }
    const values = NAMES.map((each) => this.root.dataset[each] ?? "").join(".");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${COOKIE}=${values}; Path=/; Max-Age=${KEPT_SECONDS}; SameSite=Lax${secure}`;
    const label = chosen.closest("[role=group]")?.getAttribute("aria-label") ?? "";
    this.announce(`${label} ${chosen.textContent ?? ""}`);
    dispatchEvent(new Event("resize")); // what lies below the edge of the window is another now
  }
}
