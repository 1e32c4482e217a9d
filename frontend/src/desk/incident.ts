// Noting an incident goes on while the network is away: what was noted is on the device, with photo, voice and the time of
// its clock, before it is sent, and leaves it only when the server has answered for it. The id of each makes a repeat
// harmless. Without this script the same form posts itself.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import { beginNewLog } from "../keeping/newLog";
import { ask, FINAL_REFUSALS, freshToken, jsonOf } from "../sending/request";
import { newId } from "./newId";
import { smallPhoto } from "./smallPhoto";
import { Voice } from "./voice";

interface Noted {
  readonly order?: number;
  readonly room: string;
  readonly client_id: string;
  readonly seats: readonly string[];
  readonly kind: string;
  readonly severity: string;
  readonly note: string;
  /** Milliseconds since 1970 by the device's clock. */
  readonly at: number;
  readonly photo: Blob | null;
  readonly voice: Blob | null;
  readonly seconds: number;
  /** The server's words, if it refused this for good: kept here for a person to look at. */
  readonly refused?: string;
}

interface Schema extends DBSchema {
  incidents: { key: number; value: Noted };
}

const STORE = "incidents";
const RETRY_FIRST_MS = 2000;
const RETRY_CAP_MS = 30_000;
const MOST_SEATS = 6;

export function noteIncidents(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-incident]");
  if (form && "indexedDB" in window) {
    const opened = beginNewLog().then(() =>
      openDB<Schema>("watchword-incidents", 1, {
        upgrade(db) {
          db.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
        },
      }),
    );
    void opened.then((db) => new IncidentDesk(form, db).start());
  }
}

class IncidentDesk {
  private csrf: string;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private readonly voice: Voice;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly db: IDBPDatabase<Schema>,
  ) {
    this.csrf = this.word("csrf");
    this.voice = new Voice(form);
  }

  start(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "minor";
      void this.note(pressed);
    });
    addEventListener("online", () => void this.send());
    this.form.dataset.ready = "";
    void this.send();
  }

  private word(name: string): string {
    return this.form.dataset[name] ?? "";
  }

  private async note(severity: string): Promise<void> {
    const filled = new FormData(this.form);
    const kind = filled.get("kind");
    const seats = filled.getAll("seat").map(String);
    if (typeof kind !== "string") {
      this.say(this.word("noKind"));
      return;
    }
    if (seats.length > MOST_SEATS) {
      this.say(this.word("tooMany"));
      return;
    }
    const photo = filled.get("photo");
    const at = Date.now();
    await this.voice.finish();
    await this.db.add(STORE, {
      room: this.word("room"),
      client_id: newId(),
      seats,
      kind,
      severity,
      note: String(filled.get("note") ?? ""),
      at,
      photo: photo instanceof File && photo.size > 0 ? await smallPhoto(photo) : null,
      voice: this.voice.recorded,
      seconds: this.voice.seconds,
    });
    this.form.reset();
    this.voice.drop();
    await this.send(true);
  }

  /** ``leaving``: something was just noted on a page that goes back where it came from once all is sent. */
  private async send(leaving = false): Promise<void> {
    if (this.sending) {
      return;
    }
    this.sending = true;
    clearTimeout(this.timer);
    const back = this.word("back");
    let sent = 0;
    try {
      for (let next = await this.next(); next !== undefined; next = await this.next()) {
        if (!(await this.sendOne(next, leaving && back !== ""))) {
          this.failures += 1;
          const pause = Math.min(RETRY_CAP_MS, RETRY_FIRST_MS * 2 ** (this.failures - 1));
          this.timer = setTimeout(() => void this.send(), pause);
          break;
        }
        this.failures = 0;
        sent += 1;
      }
    } finally {
      this.sending = false;
    }
    const all = await this.all();
    this.show(all);
    if (sent > 0 && all.length === 0) {
      this.say(this.word("noted"));
      if (leaving && back !== "") {
        location.assign(back);
      }
    }
  }

  /** True when it needs no sending again. */
  private async sendOne(noted: Noted, leaving: boolean): Promise<boolean> {
    if (this.csrf === "") {
      this.csrf = await freshToken(this.word("tokenUrl"));
      if (this.csrf === "") {
        return false;
      }
    }
    const { client_id, seats, kind, severity, note, at, seconds } = noted;
    const [photo, voice] = [await base64(noted.photo), await base64(noted.voice)];
    const response = await ask(this.word("url"), this.csrf, { client_id, seats, kind, severity, note, at, photo, voice, seconds, leaving });
    const body = response && (await jsonOf(response));
    if (!response || !body || noted.order === undefined) {
      return false;
    }
    if (response.ok && Array.isArray(body.kept)) {
      await this.db.delete(STORE, noted.order);
      return true;
    }
    if (body.code !== "csrf" && FINAL_REFUSALS.has(response.status) && typeof body.sentence === "string") {
      await this.db.put(STORE, { ...noted, refused: body.sentence });
      return true;
    }
    this.csrf = ""; // signed out, or the token ran out: asked for anew before the next try
    return false;
  }

  // -- what is shown -------------------------------------------------------------------------------------------------

  private say(sentence: string): void {
    const line = this.form.querySelector<HTMLElement>("[data-incident-said]");
    if (line) {
      line.textContent = sentence;
    }
  }

  private show(all: readonly Noted[]): void {
    const waiting = all.filter(({ refused }) => refused === undefined).length;
    const line = this.form.querySelector<HTMLElement>("[data-incident-waiting]");
    if (line) {
      line.hidden = waiting === 0;
      line.textContent = `${this.word("waiting")} ${waiting}`;
    }
    const list = this.form.querySelector<HTMLElement>("[data-incident-refused]");
    const refused = all.filter((noted) => noted.refused !== undefined);
    if (list) {
      list.hidden = refused.length === 0;
      list.replaceChildren(
        ...refused.map((noted) => {
          const item = document.createElement("li");
          item.textContent = `${this.word("refused")} ${noted.note} ${noted.refused ?? ""}`;
          return item;
        }),
      );
    }
  }

  // -- what is kept on the device ------------------------------------------------------------------------------------

  private async all(): Promise<Noted[]> {
    const all = await this.db.getAll(STORE);
    return all.filter(({ room }) => room === this.word("room"));
  }

  /** The oldest that is not sent. */
  private async next(): Promise<Noted | undefined> {
    return (await this.all()).find(({ refused }) => refused === undefined);
  }
}

async function base64(blob: Blob | null): Promise<string> {
  if (blob === null) {
    return "";
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
