// Every check becomes a record, also of a forgery and also without a network. It is on the device before anything is sent,
// and leaves the device's store only when the server has answered for it. Its nonce makes a repeat harmless.

import { ask, FINAL_REFUSALS, freshToken, jsonOf } from "../sending/request";
import type { OfficerConfig } from "./officerConfig";
import type { OfficerDb } from "./officerStore";
import type { Reason, StatusAge, VerdictCode } from "./verdict";

const BACKOFF_FIRST_MS = 1000;
const BACKOFF_CAP_MS = 60_000;

export interface Position {
  readonly lat: number;
  readonly lon: number;
  readonly accuracy_m: number;
}

export interface CheckRecord {
  /** 128 random bits in hexadecimal digits, made here. */
  readonly nonce: string;
  readonly scanned_text?: string;
  /** A number typed by hand, 16 digits, instead of a scanned text. */
  readonly number?: string;
  /** As shown to the officer; null where the device could not judge. */
  readonly verdict: VerdictCode | null;
  readonly status: StatusAge | null;
  readonly reason: Reason | null;
  /** Seconds since 1970. */
  readonly at: number;
  readonly post_id: string | null;
  readonly position?: Position;
  /** The server's words, if it refused the record for good: kept here for a person to look at. */
  readonly refused?: string;
}

/** The server's own view of the same certificate. */
export interface ServerAnswer {
  readonly nonce: string;
  readonly verdict: VerdictCode;
  readonly status: StatusAge | null;
  readonly reason: string;
  readonly photo_url?: string;
  readonly name?: string;
  readonly number?: string;
  /** Legal day, 2026-05-17. */
  readonly issued_on?: string;
  /** A sentence the officer should read, for example about the same card at another post. */
  readonly note?: string;
}

export interface OutboxListener {
  answered(answer: ServerAnswer): void;
  refused(record: CheckRecord, sentence: string): void;
  /** `waiting` records are not sent; `stuck` ones were refused for good. */
  counted(waiting: number, stuck: number): void;
}

export class Outbox {
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;
  private csrf: string;

  constructor(
    private readonly config: OfficerConfig,
    private readonly db: OfficerDb,
    private readonly listener: OutboxListener,
  ) {
    this.csrf = config.csrf;
  }

  async add(record: CheckRecord): Promise<void> {
    await this.db.put("outbox", record);
    await this.count();
    this.sendNow();
  }

  /** Sends what waits; called at the start, after each check, and when the network is back. */
  sendNow(): void {
    clearTimeout(this.timer);
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
  }

  async count(): Promise<void> {
    const records = await this.db.getAll("outbox");
    const stuck = records.filter(({ refused }) => refused !== undefined).length;
    this.listener.counted(records.length - stuck, stuck);
  }

  private async sendAll(): Promise<void> {
    for (let next = await this.nextWaiting(); next !== undefined; next = await this.nextWaiting()) {
      if (!(await this.send(next))) {
        this.failures += 1;
        const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_FIRST_MS * 2 ** this.failures);
        this.timer = setTimeout(() => this.sendNow(), Math.random() * ceiling);
        return;
      }
      this.failures = 0;
      await this.count();
    }
  }

  private async nextWaiting(): Promise<CheckRecord | undefined> {
    const waiting = (await this.db.getAll("outbox")).filter(({ refused }) => refused === undefined);
    return waiting.sort((a, b) => a.at - b.at)[0];
  }

  /** True when this record needs no more sending. */
  private async send(record: CheckRecord): Promise<boolean> {
    if (this.csrf === "" && !(await this.renewCsrf())) {
      return false;
    }
    const response = await ask(this.config.check_url, this.csrf, record);
    const body = response && (await jsonOf(response));
    if (!response || !body) {
      return false;
    }
    if (response.ok && body.nonce === record.nonce && typeof body.verdict === "string") {
      await this.db.delete("outbox", record.nonce);
      this.listener.answered(body as unknown as ServerAnswer);
      return true;
    }
    if (body.code !== "csrf" && FINAL_REFUSALS.has(response.status) && typeof body.sentence === "string") {
      await this.db.put("outbox", { ...record, refused: body.sentence });
      this.listener.refused(record, body.sentence);
      return true;
    }
    this.csrf = ""; // signed out, or the token ran out: asked for anew before the next try
    return false;
  }

  private async renewCsrf(): Promise<boolean> {
    this.csrf = await freshToken(this.config.csrf_url);
    return this.csrf !== "";
  }
}

export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
