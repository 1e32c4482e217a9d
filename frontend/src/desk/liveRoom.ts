// The live room: every two seconds the seats that changed are asked for, and only their words are put in anew. Nothing is
// drawn again, so whoever goes through the page by keyboard stays where they are. When something else has changed
// (data-rest) the page's own part is fetched and laid over the old one by htmx.

const EVERY_MS = 2_000;
const IMPATIENT_MS = 8_000;
const OLD_MS = 10_000;

type Row = readonly [number: number, state: string, word: string, answered?: number, slots?: number];

interface Delta {
  readonly cursor: string;
  readonly whole: boolean;
  readonly age: number;
  readonly rest: string;
  readonly seats: readonly Row[];
  readonly troubles: readonly number[];
  readonly counts: readonly number[];
  readonly words: Readonly<Record<"title" | "left" | "faces" | "incidents" | "all", string>>;
  readonly onward: string | null;
}

export function liveRoom(page: Document): void {
  const root = page.getElementById("room-now");
  if (root?.dataset.liveRoom) new LiveRoom(page, root).start();
}

class LiveRoom {
  private cursor = "";
  private rows = new Map<number, Row>();
  private takenAt = performance.now();
  private wasOld = false;

  constructor(
    private readonly page: Document,
    private readonly root: HTMLElement,
  ) {}

  start(): void {
    this.root.addEventListener("htmx:after:swap", () => {
      this.cursor = ""; // what was laid over the page may be older than what stood there
    });
    setInterval(() => this.showAge(), 1_000);
    void this.ask();
  }

  private async ask(): Promise<void> {
    const delta = await this.fetched();
    if (delta) this.show(delta);
    this.showAge();
    setTimeout(() => void this.ask(), EVERY_MS);
  }

  private async fetched(): Promise<Delta | null> {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), IMPATIENT_MS);
    try {
      const url = `${this.word("liveRoom")}?since=${encodeURIComponent(this.cursor)}`;
      const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", signal: impatience.signal });
      const isDelta = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
      // Signed out, or no longer on duty here: the whole page says so. A server that is out of order is asked again.
      if (!isDelta && answer.status < 500) location.reload();
      return isDelta && answer.ok ? ((await answer.json()) as Delta) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  private show(delta: Delta): void {
    this.cursor = delta.cursor;
    this.takenAt = performance.now() - delta.age;
    if (delta.whole) this.rows.clear();
    for (const row of delta.seats) {
      this.rows.set(row[0], row);
      this.showSeat(row);
    }
    this.showTroubles(delta.troubles);
    this.showBeside(delta);
    if (delta.rest !== this.root.dataset.rest) {
      this.root.dataset.rest = delta.rest;
      this.root.dispatchEvent(new CustomEvent("rest-changed"));
    }
  }

  private showSeat([number, state, word]: Row): void {
    const seat = this.page.getElementById(`seat-${number}`);
    const status = seat?.querySelector<HTMLElement>(".status");
    if (!seat || !status) return; // somebody new sits there: the rest has changed as well
    const look = this.shapes()[state] ?? "";
    const shape = look === "alarm" ? "needs-you" : look;
    put(status.querySelector(".status-word"), word);
    seat.dataset.state = look;
    if (status.dataset.state === shape) return;
    status.dataset.state = shape;
    const drawing = this.template("live-marks").querySelector(`[data-state="${shape}"] svg`);
    if (drawing) status.querySelector("svg")?.replaceWith(drawing.cloneNode(true));
  }

  // -- the list of seats that need a look, worst first -----------------------------------------------------------------

  private showTroubles(numbers: readonly number[]): void {
    const list = this.page.getElementById("live-troubles");
    if (!list) return;
    const focused = [...list.children].find((line) => line.contains(this.page.activeElement));
    const lines = numbers.map((number) => this.line(list, number));
    for (const line of [...list.children]) if (line !== focused && !lines.includes(line)) line.remove();
    if (focused && !lines.includes(focused)) this.letGo(focused);
    // Moving what has the focus would take it away: the others are put before and after it.
    const middle = focused ? lines.indexOf(focused) : -1;
    for (const line of lines.slice(0, Math.max(middle, 0))) focused?.before(line);
    list.append(...lines.slice(middle + 1));
    list.hidden = list.childElementCount === 0;
  }

  private line(list: Element, number: number): Element {
    const found = this.page.getElementById(`trouble-${number}`);
    const line = found ?? this.template("live-trouble").querySelector(".task")?.cloneNode(true);
    if (!(line instanceof HTMLElement)) throw new Error("the page has no line for a seat");
    const [, state, word, answered, slots] = this.rows.get(number) ?? [number, "", "", 0, 0];
    const seat = this.page.getElementById(`seat-${number}`);
    const name = seat?.querySelector(".seat-name")?.textContent ?? "";
    put(line.querySelector(".task-title"), say(this.word("trouble"), { number, name, word }));
    const hint = this.word(`hint${state.charAt(0).toUpperCase()}${state.slice(1)}`);
    put(line.querySelector(".task-hint"), say(hint, { answered: answered ?? 0, slots: slots ?? 0 }));
    line.querySelector("a")?.setAttribute("href", seat?.getAttribute("href") ?? "");
    put(line.querySelector(".visually-hidden"), ` ${name}`);
    if (!found) {
      line.id = `trouble-${number}`;
      list.append(line);
    }
    return line;
  }

  /** A line whose trouble is over stays as long as it has the focus. */
  private letGo(line: Element): void {
    put(line.querySelector(".task-hint"), this.word("over"));
    line.addEventListener("focusout", () => setTimeout(() => this.isOver(line) && line.remove()), { once: true });
  }

  private isOver(line: Element): boolean {
    return !line.contains(this.page.activeElement) && line.querySelector(".task-hint")?.textContent === this.word("over");
  }

  // -- what stands beside ----------------------------------------------------------------------------------------------

  private showBeside({ words, counts, onward }: Delta): void {
    for (const name of ["title", "left", "faces", "incidents"] as const) {
      put(this.page.getElementById(`live-${name}`), words[name]);
    }
    const legend = [...this.page.querySelectorAll("#live-legend li")];
    counts.forEach((count, place) => {
      const label = legend[place]?.querySelector("span:last-child");
      if (label) put(label, (label.textContent ?? "").replace(/\d+$/, String(count)));
    });
    put(legend[counts.length] ?? null, words.all);
    const link = this.page.getElementById("live-onward");
    if (link) {
      link.hidden = onward === null;
      if (onward !== null) link.setAttribute("href", onward);
    }
  }

  private showAge(): void {
    const age = performance.now() - this.takenAt, seconds = Math.max(0, Math.round(age / 1_000));
    const line = this.page.getElementById("live-age"), isOld = age > OLD_MS;
    const said = say(this.word(isOld ? "old" : "fresh"), { seconds });
    put(line, said);
    if (line) line.dataset.state = isOld ? "old" : "fresh";
    if (isOld !== this.wasOld) put(this.page.getElementById("live-alert"), said); // read aloud once, not every second
    this.wasOld = isOld;
  }

  private word(name: string): string {
    return this.root.dataset[name] ?? "";
  }

  private shapes(): Readonly<Record<string, string>> {
    return JSON.parse(this.word("shapes")) as Record<string, string>;
  }

  private template(id: string): DocumentFragment {
    const found = this.page.getElementById(id);
    return found instanceof HTMLTemplateElement ? found.content : this.page.createDocumentFragment();
  }
}

/** Puts a text in only where it differs, so that nothing is announced or selected anew. */
function put(place: Element | null, text: string): void {
  if (place && place.textContent !== text) place.textContent = text;
}

function say(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}
