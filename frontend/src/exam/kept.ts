// Offers what is kept on this computer as a file, for the invigilator to carry to another one: when the network is away, or
// when this computer was replaced. Loaded with the page and ready before the network goes; apart from the exam screen, so
// that it works beside one that failed, and costs the screen nothing.
//
// Page contract: #kept-answers, hidden, with data-sitting, data-city, data-epoch, data-lease and the sentences
// data-says ("{count}"), data-saved ("{count}", "{name}") and data-nothing; in it #kept-answers-count, the button #kept-answers-save
// and #kept-answers-done (role=status). Where the exam screen runs, #saved-state tells whether the network is away, and it
// answers the event "kept-answers" with what it holds itself, because a disk may be full.

import { openDB } from "idb";

import { beginNewLog } from "../keeping/newLog";
import { keptFile, type Origin } from "./keptFile";
import type { AnswerEvent } from "./protocol";
import { say } from "./sentences";

const SALT_BYTES = 32;
const LOOK_MS = 2000;

interface Kept {
  readonly events: readonly AnswerEvent[];
  /** Number of changes that were never acknowledged. */
  readonly unsent: number;
}

const NOTHING: Kept = { events: [], unsent: 0 };

class KeptAnswers {
  private readonly origin: Origin;
  private newLog: Promise<void> | undefined;

  constructor(private readonly section: HTMLElement) {
    const { city = "", sitting = "", epoch = "", lease = "" } = section.dataset;
    this.origin = { city, sitting, epoch: Number(epoch), lease };
    element("kept-answers-save").addEventListener("click", () => void this.save());
  }

  /** Shows the offer while there is something that may not arrive by itself. */
  async look(): Promise<void> {
    const { unsent } = await this.kept();
    this.section.hidden = unsent === 0 || !mayNotArrive();
    const said = say({ ...this.section.dataset } as Record<string, string>, "says", { count: unsent });
    const line = element("kept-answers-count");
    if (line.textContent !== said) {
      line.textContent = said;
    }
  }

  private async save(): Promise<void> {
    const { events } = await this.kept();
    const sentences = { ...this.section.dataset } as Record<string, string>;
    if (events.length === 0) {
      element("kept-answers-done").textContent = say(sentences, "nothing");
      return;
    }
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    const name = `${this.origin.sitting.slice(-8)}-${this.origin.epoch}.answers`;
    download(keptFile(this.origin, events, Date.now(), salt), name);
    element("kept-answers-done").textContent = say(sentences, "saved", { count: events.length, name });
  }

  private async kept(): Promise<Kept> {
    const onPage: Kept[] = [];
    document.dispatchEvent(new CustomEvent("kept-answers", { detail: onPage }));
    return onPage[0] ?? (await this.keptOnDisk().catch(() => NOTHING));
  }

  private async keptOnDisk(): Promise<Kept> {
    await (this.newLog ??= beginNewLog());
    return keptOnDisk(this.origin);
  }
}

/** What the exam screen's store holds of one lease (store.ts); nothing is created where there is none. */
async function keptOnDisk({ sitting, epoch }: Origin): Promise<Kept> {
  const db = await openDB(`watchword-sitting-${sitting}`, 1, { upgrade: (_db, _old, _new, made) => giveUp(made) });
  try {
    const all: AnswerEvent[] = await db.getAll("events", IDBKeyRange.bound([epoch, 0], [epoch, Infinity]));
    const acked: number = (await db.get("notes", `acked-${epoch}`)) ?? 0;
    return { events: all, unsent: all.filter(({ seq }) => seq > acked).length };
  } finally {
    db.close(); // the exam screen removes the store after the receipt
  }
}

/** Nothing is made: opening fails instead, and whoever opened hears of it there. */
function giveUp(made: { abort(): void; readonly done: Promise<void> }): void {
  made.done.catch(() => undefined);
  made.abort();
}

/** The network is away, or the exam screen has something to say, or there is none: then this computer was replaced. */
function mayNotArrive(): boolean {
  const line = document.getElementById("saved-state");
  const notice = document.getElementById("notice");
  return line === null || line.dataset.state === "away" || line.dataset.state === "fault" || notice?.hidden === false;
}

function download(bytes: Uint8Array, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

if (document.getElementById("sitting-config") === null) {
  document.documentElement.dataset.script ??= "on"; // where the exam screen is, it says so itself
}
const section = document.getElementById("kept-answers");
if (section !== null) {
  const kept = new KeptAnswers(section);
  void kept.look();
  setInterval(() => void kept.look(), LOOK_MS);
}
