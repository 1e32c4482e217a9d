// What this computer keeps: every event of the sitting, how far the server has acknowledged, where the candidate was, and
// what the page has to report of itself.
// Events are kept after their acknowledgement too, so that even a server restored from an old backup gets them all again.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";

import { beginNewLog } from "../keeping/newLog";
import { CannotStart } from "./config";
import type { AnswerEvent } from "./protocol";

export type SignalKind = "focus_lost" | "reconnected" | "second_tab" | "reloaded";

export interface KeptSignal {
  readonly number: number;
  readonly kind: SignalKind;
  readonly seconds: number;
}

interface Schema extends DBSchema {
  events: { key: [number, number]; value: AnswerEvent & { epoch: number } };
  notes: { key: string; value: number };
  signals: { key: number; value: Omit<KeptSignal, "number"> };
}

const OPENING_MS = 5000;

export class SittingStore {
  private constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly epoch: number,
  ) {}

  /** Throws when the browser keeps nothing: private windows, full disks, a profile that cannot be written. */
  static async open(sitting: string, epoch: number): Promise<SittingStore> {
    // Some kiosk browsers neither open a database nor refuse to.
    const patience = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new CannotStart("no storage")), OPENING_MS);
    });
    return new SittingStore(await Promise.race([opened(sitting), patience]), epoch);
  }

  async events(): Promise<AnswerEvent[]> {
    const range = IDBKeyRange.bound([this.epoch, 0], [this.epoch, Infinity]);
    const kept = await this.db.getAll("events", range);
    return kept.map(({ epoch: _, ...event }) => event);
  }

  /** Resolves when the event has reached the disk, as far as the browser can tell. */
  async keep(event: AnswerEvent): Promise<void> {
    const transaction = this.db.transaction("events", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.put({ ...event, epoch: this.epoch }), transaction.done]);
  }

  /** Replaces everything behind `seq` by these events, all or nothing. */
  async replaceAfter(seq: number, events: readonly AnswerEvent[]): Promise<void> {
    const transaction = this.db.transaction("events", "readwrite", { durability: "strict" });
    const tail = IDBKeyRange.bound([this.epoch, seq], [this.epoch, Infinity], true);
    const writes = events.map((event) => () => transaction.store.put({ ...event, epoch: this.epoch }));
    await Promise.all([transaction.store.delete(tail), ...writes.map((write) => write()), transaction.done]);
  }

  async ackedThrough(): Promise<number> {
    return (await this.db.get("notes", `acked-${this.epoch}`)) ?? 0;
  }

  async noteAcked(seq: number): Promise<void> {
    await this.db.put("notes", seq, `acked-${this.epoch}`);
  }

  async lastSlot(): Promise<number | undefined> {
    return this.db.get("notes", "slot");
  }

  async noteSlot(slot: number): Promise<void> {
    await this.db.put("notes", slot, "slot");
  }

  async keepSignal(kind: SignalKind, seconds: number): Promise<void> {
    await this.db.add("signals", { kind, seconds });
  }

  /** The oldest signals that were not reported yet. */
  async signals(most: number): Promise<KeptSignal[]> {
    const transaction = this.db.transaction("signals");
    const [numbers, kept] = await Promise.all([transaction.store.getAllKeys(null, most), transaction.store.getAll(null, most)]);
    return kept.map((signal, place) => ({ number: numbers[place] ?? 0, ...signal }));
  }

  async dropSignals(numbers: readonly number[]): Promise<void> {
    const transaction = this.db.transaction("signals", "readwrite");
    await Promise.all([...numbers.map((number) => transaction.store.delete(number)), transaction.done]);
  }

  /** Only after the receipt: until then this may be the only copy. */
  async wipe(sitting: string): Promise<void> {
    this.db.close();
    await deleteDB(databaseName(sitting));
  }
}

async function opened(sitting: string): Promise<IDBPDatabase<Schema>> {
  await beginNewLog();
  return openDB<Schema>(databaseName(sitting), 1, {
    upgrade(db) {
      db.createObjectStore("events", { keyPath: ["epoch", "seq"] });
      db.createObjectStore("notes");
      db.createObjectStore("signals", { autoIncrement: true }); // two tabs never get the same number
    },
  });
}

function databaseName(sitting: string): string {
  return `watchword-sitting-${sitting}`;
}
