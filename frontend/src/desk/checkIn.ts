// Check-in at the door of a room goes on while the network is down: what is noted is on the device before it is sent, with
// the time of its clock, and leaves the device only when the server has answered for it. The id of each makes a repeat
// harmless. Without this script the same form and buttons post themselves.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import { beginNewLog } from "../keeping/newLog";
import { ask, FINAL_REFUSALS, freshToken, jsonOf } from "../sending/request";
import { doorCamera } from "./doorCamera";
import { DoorVerdict, kindOfShape, type Verdict } from "./doorVerdict";
import { newId } from "./newId";

type Way = "ticket" | "number" | "list";

interface Noted {
  readonly order?: number;
  readonly room: string;
  readonly client_id: string;
  readonly booking_id: string;
  readonly way: Way;
  /** Milliseconds since 1970 by the device's clock. */
  readonly at: number;
  /** The server's words, if it refused this for good: kept here for a person to look at. */
  readonly refused?: string;
}

interface Kept {
  readonly client_id: string;
  readonly booking_id: string;
  readonly outcome: string;
  readonly word: string;
  readonly shape: string;
}

export interface Person {
  readonly booking: string;
  readonly ticket: string;
  /** Four digits, the middle hidden, four characters. */
  readonly number: string;
  readonly name: string;
  readonly seat: string;
}

interface Schema extends DBSchema {
  arrivals: { key: number; value: Noted };
}

const STORE = "arrivals";
const RETRY_FIRST_MS = 2000;
const RETRY_CAP_MS = 30_000;
const MOST_AT_ONCE = 200;
const CONFLICTS: ReadonlySet<string> = new Set(["again", "too_late", "barred", "refused"]);

/** Who is meant by what was typed or scanned, as the server finds it: check_in.py. */
export function meant(people: readonly Person[], wanted: string): { found: Person[]; way: Way } {
  const plain = wanted.replace(/\s+/g, "").toUpperCase();
  const byTicket = people.filter(({ ticket }) => plain !== "" && ticket === plain);
  if (byTicket.length > 0) {
    return { found: byTicket, way: "ticket" };
  }
  const ends = (number: string) => number.slice(0, 4) + number.slice(-4);
  const byNumber = people.filter(({ number }) => plain.length === number.length && ends(plain) === ends(number));
  const found = byNumber.length > 0 ? byNumber : people.filter(({ name }) => plain !== "" && name.toUpperCase().includes(plain));
  return { found, way: "number" };
}

export function checkIn(page: Document): void {
  const desk = page.querySelector<HTMLElement>("[data-check-in]");
  if (desk && "indexedDB" in window) {
    const opened = beginNewLog().then(() =>
      openDB<Schema>("watchword-check-in", 1, {
        upgrade(db) {
          db.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
        },
      }),
    );
    void opened.then((db) => new Desk(desk, db).start());
  }
}

class Desk {
  private readonly people: Person[];
  private readonly verdict: DoorVerdict;
  private csrf: string;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;

  constructor(
    private readonly desk: HTMLElement,
    private readonly db: IDBPDatabase<Schema>,
  ) {
    this.csrf = this.word("csrf");
    this.people = [...desk.querySelectorAll<HTMLElement>("[data-booking]")].map(({ dataset }) => ({
      booking: dataset.booking ?? "",
      ticket: dataset.ticket ?? "",
      number: dataset.number ?? "",
      name: dataset.name ?? "",
      seat: dataset.seat ?? "",
    }));
    this.verdict = new DoorVerdict(desk.querySelector<HTMLElement>("[data-check-in-said]") ?? desk);
  }

  start(): void {
    this.desk.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => void this.send());
    doorCamera(this.desk, {
      found: (text) => void this.take(text),
      switched: (on) => (this.verdict.isAloud = on),
    });
    void this.showWaiting().then(() => this.send());
  }

  private word(name: string): string {
    return this.desk.dataset[name] ?? "";
  }

  private submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const box = form.querySelector<HTMLInputElement>("input[name=wanted]");
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
    event.preventDefault();
    if (!box) {
      const person = this.people.find(({ booking }) => booking === pressed);
      void (person && this.note(person, "list"));
    } else if (this.take(box.value)) {
      box.value = "";
      box.focus();
    }
  }

  /** Notes who is meant by what was typed or scanned; false when that is nobody of the room, or several. */
  private take(wanted: string): boolean {
    const { found, way } = meant(this.people, wanted);
    const [person] = found;
    if (person === undefined) {
      this.verdict.show({ kind: "check", word: this.word("stranger"), detail: this.word("nobody") });
      return false;
    }
    if (found.length > 1) {
      const names = found.map(({ name, number }) => `${name} ${number}`).join("、");
      this.verdict.show({ kind: "check", word: this.word("several"), detail: `${this.word("many")} ${names}` });
      return false;
    }
    void this.note(person, way);
    return true;
  }

  private async note(person: Person, way: Way): Promise<void> {
    const noted: Noted = {
      room: this.word("room"),
      client_id: newId(),
      booking_id: person.booking,
      way,
      at: Date.now(),
    };
    const verdict = this.judged(person);
    await this.db.add(STORE, noted);
    this.verdict.show(verdict);
    this.mark(person.booking, this.word("waiting"), "waiting");
    await this.send();
  }

  /** What the list of this page says, before the server has answered and while it cannot. */
  private judged(person: Person): Verdict {
    const state = document.getElementById(`check-in-${person.booking}`);
    if (state?.dataset.state === "refused") {
      return this.about(person, "ended", state.textContent ?? "");
    }
    if (state?.dataset.state !== "not-applicable") {
      return this.about(person, "check", this.word("again"));
    }
    // Counted from when the page was opened: the clock of a tablet may be wrong by any amount.
    const isTooLate = performance.now() >= Number(this.word("secondsLeft")) * 1000;
    return isTooLate ? this.about(person, "ended", this.word("late")) : this.about(person, "valid", this.word("noted"));
  }

  private about({ booking, name, seat }: Person, kind: Verdict["kind"], word: string): Verdict {
    return { kind, word, name, detail: this.word("seat").replace("{seat}", seat), booking };
  }

  private async showWaiting(): Promise<void> {
    for (const { booking_id, refused } of await this.all()) {
      this.mark(booking_id, refused ?? this.word("waiting"), refused === undefined ? "waiting" : "refused");
    }
  }

  private async send(): Promise<void> {
    if (this.sending) {
      return;
    }
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let waiting = await this.waiting(); waiting.length > 0; waiting = await this.waiting()) {
        if (!(await this.sendThese(waiting))) {
          this.failures += 1;
          const pause = Math.min(RETRY_CAP_MS, RETRY_FIRST_MS * 2 ** (this.failures - 1));
          this.timer = setTimeout(() => void this.send(), pause);
          break;
        }
        this.failures = 0;
      }
    } finally {
      this.sending = false;
    }
    const left = (await this.waiting()).length;
    const line = this.desk.querySelector<HTMLElement>("[data-check-in-waiting]");
    if (line) {
      line.hidden = left === 0;
      line.textContent = `${this.word("left")} ${left}`;
    }
  }

  /** True when none of these needs sending again. */
  private async sendThese(waiting: readonly Noted[]): Promise<boolean> {
    if (this.csrf === "" && !(await this.renewToken())) {
      return false;
    }
    const arrivals = waiting.map(({ client_id, booking_id, way, at }) => ({ client_id, booking_id, way, at }));
    const response = await ask(this.word("url"), this.csrf, { arrivals });
    const body = response && (await jsonOf(response));
    if (!response || !body) {
      return false;
    }
    if (response.ok && Array.isArray(body.kept)) {
      await this.answered(waiting, body.kept as Kept[]);
      return true;
    }
    if (body.code !== "csrf" && FINAL_REFUSALS.has(response.status) && typeof body.sentence === "string") {
      for (const noted of waiting) {
        await this.db.put(STORE, { ...noted, refused: body.sentence });
        this.conflict(noted.booking_id, body.sentence, "refused");
        this.answer(noted.booking_id, "refused", body.sentence);
      }
      return true;
    }
    this.csrf = ""; // signed out, or the token ran out: asked for anew before the next try
    return false;
  }

  private async answered(waiting: readonly Noted[], kept: readonly Kept[]): Promise<void> {
    for (const noted of waiting) {
      const answer = kept.find(({ client_id }) => client_id === noted.client_id);
      if (answer === undefined || noted.order === undefined) {
        continue;
      }
      if (CONFLICTS.has(answer.outcome)) {
        this.conflict(answer.booking_id, answer.word, answer.shape);
      } else {
        this.mark(answer.booking_id, answer.word, answer.shape);
      }
      this.answer(answer.booking_id, answer.shape, answer.word);
      await this.db.delete(STORE, noted.order);
    }
  }

  private async renewToken(): Promise<boolean> {
    this.csrf = await freshToken(this.word("tokenUrl"));
    return this.csrf !== "";
  }

  // -- what is shown -------------------------------------------------------------------------------------------------

  /** The server's word takes the place of ours, unless the next candidate is on the screen already. */
  private answer(booking: string, shape: string, word: string): void {
    const person = this.people.find((one) => one.booking === booking);
    if (person && this.verdict.isAbout(booking)) {
      this.verdict.show(this.about(person, kindOfShape(shape), word));
    }
  }

  private mark(booking: string, word: string, shape: string): void {
    const state = document.getElementById(`check-in-${booking}`);
    if (state) {
      state.dataset.state = shape;
      state.textContent = word;
    }
  }

  private conflict(booking: string, word: string, shape: string): void {
    this.mark(booking, word, shape);
    const list = this.desk.querySelector<HTMLElement>("[data-check-in-conflicts]");
    const name = this.people.find((person) => person.booking === booking)?.name ?? "";
    const line = document.createElement("li");
    line.textContent = `${name}: ${word}`;
    list?.append(line);
    list?.parentElement?.removeAttribute("hidden");
  }

  // -- what is kept on the device ------------------------------------------------------------------------------------

  private async all(): Promise<Noted[]> {
    const all = await this.db.getAll(STORE);
    return all.filter(({ room }) => room === this.word("room"));
  }

  /** The first that are not sent, in the order in which they were noted. */
  private async waiting(): Promise<Noted[]> {
    return (await this.all()).filter(({ refused }) => refused === undefined).slice(0, MOST_AT_ONCE);
  }
}
