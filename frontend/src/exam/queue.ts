// Sends what the server does not have yet: one request at a time, in order, until each event is acknowledged.
//
// Requests stand in one line, so that at most one is in flight. An event is on this computer's disk before it is sent or
// spoken of; it counts as saved only when an acknowledgement that is believed covers it.

import { pageArrivedAt } from "./clock";
import type { SittingConfig } from "./config";
import {
  applied,
  batchAfter,
  following,
  NO_HASH,
  readReply,
  resumed,
  stateHash,
  stateOf,
  type Ack,
  type AnswerEvent,
  type Change,
  type Head,
  type PaperState,
  type RefusalCode,
  type Reply,
} from "./protocol";
import { ServerTime } from "./serverTime";
import type { SittingStore } from "./store";

const COALESCE_MS = 400;
/** Added time, a pause and a moved seat are learned of with an answer: within five seconds. */
const HEARTBEAT_MS = 4_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_CAP_MS = 8_000;
const REQUEST_MS = 10_000;

export interface QueueListener {
  /** The event is on this computer; or, with `stored` false, only in the memory of this page. */
  kept(event: AnswerEvent, stored: boolean): void;
  /** Every event up to the acknowledged one is on the server. */
  acknowledged(ack: Ack, sentAt: number, receivedAt: number): void;
  /** A request got no answer that can be believed; a next one will follow. */
  failed(): void;
  refused(code: RefusalCode): void;
  /** Server and page disagree about the answers, and sending everything again did not help. */
  differs(): void;
  /** The server holds events this page does not know: only a fresh page can go on. */
  outdated(): void;
}

export class AnswerQueue {
  private failures = 0;
  private dueAt = 0;
  private stopped = false;
  private sentAllAgain = false;
  private wake: () => void = () => undefined;
  private delivered: () => void = () => undefined;
  /** Newest event that has been written down here; later ones are not sent yet. */
  private keptThrough: number;
  private recording: Promise<void> = Promise.resolve();
  private inFlight: Promise<unknown> = Promise.resolve();
  private readonly serverTime: ServerTime;

  private constructor(
    private readonly config: SittingConfig,
    private readonly store: SittingStore,
    private readonly base: PaperState,
    private readonly baseHead: Head,
    private events: readonly AnswerEvent[],
    private readonly listener: QueueListener,
    private durableThrough = baseHead.seq,
    private incarnation = config.incarnation,
    private beacon = config.beacon,
  ) {
    this.serverTime = new ServerTime(config.server_ms, pageArrivedAt());
    this.keptThrough = this.head.seq;
  }

  /** Takes up what this computer kept, also from before a reload, a crash or a power cut. */
  static async open(config: SittingConfig, store: SittingStore, listener: QueueListener): Promise<AnswerQueue> {
    const head: Head = { seq: config.durable_through, hash: config.head || NO_HASH };
    const acked = await store.ackedThrough();
    const { events, rechained } = resumed(await store.events(), acked, head, config);
    if (rechained) {
      await store.replaceAfter(Math.min(acked, head.seq), events);
    }
    return new AnswerQueue(config, store, stateOf(config.state), head, events, listener);
  }

  /** Starts the loop; unsent events go at once and unasked. */
  start(): void {
    this.dueAt = performance.now() + (this.isDelivered ? HEARTBEAT_MS : 0);
    void this.run();
  }

  /** Whether the server has everything. */
  get isDelivered(): boolean {
    return this.durableThrough === this.head.seq;
  }

  /** Number of questions with a change that the server does not have. */
  get unsent(): number {
    return new Set(this.events.filter(({ seq }) => seq > this.durableThrough).map(({ slot }) => slot)).size;
  }

  /** Everything of this lease that is held here, and how many of these the server never acknowledged. */
  get kept(): { events: readonly AnswerEvent[]; unsent: number } {
    return { events: this.events, unsent: this.head.seq - this.durableThrough };
  }

  /** The newest event, sent or not. */
  get head(): Head {
    return this.events[this.events.length - 1] ?? this.baseHead;
  }

  /** What the candidate sees: everything done on this computer. */
  get state(): PaperState {
    return this.stateThrough(this.head.seq);
  }

  /** Changes are chained in the order of the calls; resolves when this one is kept. */
  record(change: Change): Promise<void> {
    const stamp = { mono_ms: this.serverTime.now(), wall_ms: Date.now(), beacon: this.beacon };
    const event = following(this.head, this.config, change, stamp);
    this.events = [...this.events, event];
    this.recording = this.recording.then(() => this.keep(event));
    return this.recording;
  }

  /** Sends now instead of waiting: the network came back, or the candidate hands in. */
  hurry(): void {
    this.dueAt = performance.now();
    this.wake();
  }

  /** Resolves when the server has everything. */
  async whenDelivered(): Promise<void> {
    await this.recording;
    this.hurry();
    while (!this.isDelivered) {
      await new Promise<void>((resolve) => (this.delivered = resolve));
    }
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** One request to hand in; the answer is the caller's to judge. */
  submit(): Promise<Reply> {
    const { epoch, lease } = this.config;
    const { seq } = this.head;
    return this.post(this.config.submit_url, { epoch, lease, final_seq: seq, state_hash: stateHash(this.stateThrough(seq)) });
  }

  /** The server says what it needs next; false if that is not here. */
  goBackTo(need: number): boolean {
    const first = this.events[0]?.seq ?? this.head.seq + 1;
    if (need < first || need > this.head.seq + 1) {
      return false;
    }
    this.durableThrough = need - 1;
    return true;
  }

  private async keep(event: AnswerEvent): Promise<void> {
    const stored = await this.store.keep(event).then(
      () => true,
      () => false, // disk full or profile gone: the event still lives in this page and is sent
    );
    this.keptThrough = event.seq;
    this.listener.kept(event, stored);
    if (this.failures === 0) {
      this.dueAt = Math.min(this.dueAt, performance.now() + COALESCE_MS);
      this.wake();
    }
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const wait = this.dueAt - performance.now();
      if (wait > 0) {
        await this.sleep(wait);
      } else {
        await this.exchange();
      }
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async exchange(): Promise<void> {
    const { city, sitting, epoch, lease, save_url } = this.config;
    const kept = this.events.filter(({ seq }) => seq <= this.keptThrough);
    const events = batchAfter(kept, this.durableThrough);
    const sentAt = performance.now();
    // At the door for answers a batch says whose it is; elsewhere the cookie does.
    const whose = city === "" ? {} : { city, sitting };
    const reply = await this.post(save_url, { ...whose, epoch, lease, events });
    if (this.stopped) {
      return;
    }
    if (reply.kind === "ack") {
      await this.take(reply.ack, sentAt);
    } else if (reply.kind === "need" && reply.need - 1 !== this.durableThrough) {
      this.takeNeed(reply.need);
    } else {
      this.takeFailure(reply);
    }
  }

  private async take(ack: Ack, sentAt: number): Promise<void> {
    if (ack.durableThrough > this.head.seq || ack.takenIn !== (this.config.taken_in ?? 0)) {
      this.listener.outdated();
      return this.takeFailure();
    }
    if (ack.durableThrough < this.durableThrough && ack.incarnation === this.incarnation) {
      // A server may lose ground only by starting anew; the same one going backwards is not the server.
      return this.takeFailure();
    }
    this.failures = 0;
    this.incarnation = ack.incarnation;
    this.beacon = ack.beacon;
    // The server looked at its clock somewhere between the two; the middle is off by half the way at most.
    this.serverTime.anchor(ack.serverMs, (sentAt + performance.now()) / 2);
    this.durableThrough = ack.durableThrough;
    await this.store.noteAcked(ack.durableThrough).catch(() => undefined); // only a hint for the next load
    this.compare(ack);
    this.dueAt = performance.now() + (this.isDelivered ? HEARTBEAT_MS : 0);
    this.listener.acknowledged(ack, sentAt, performance.now());
    this.delivered();
  }

  private takeNeed(need: number): void {
    if (this.goBackTo(need)) {
      this.dueAt = performance.now();
    } else if (need > this.head.seq) {
      this.listener.outdated();
      this.takeFailure();
    } else {
      this.listener.differs();
      this.takeFailure();
    }
  }

  private takeFailure(reply?: Reply): void {
    if (reply?.kind === "refused") {
      this.stopped = reply.code !== "signed_out";
      this.listener.refused(reply.code);
    } else {
      // It will be said that the answers are kept here: so not before the newest one is.
      void this.recording.then(() => this.failures > 0 && this.listener.failed());
    }
    this.failures += 1;
    // Full jitter: after an outage 500 seats must not come back in step.
    const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_FIRST_MS * 2 ** this.failures);
    this.dueAt = performance.now() + Math.random() * ceiling;
  }

  /** The server's idea of the answers against ours, at the event it has acknowledged. */
  private compare(ack: Ack): void {
    if (ack.standing === "held_back" || ack.durableThrough < this.baseHead.seq || ack.stateHash === stateHash(this.stateThrough(ack.durableThrough))) {
      return;
    }
    if (this.sentAllAgain) {
      this.listener.differs();
    } else {
      this.sentAllAgain = true;
      this.durableThrough = (this.events[0]?.seq ?? this.head.seq + 1) - 1;
    }
  }

  private stateThrough(seq: number): PaperState {
    return applied(
      this.base,
      this.events.filter((event) => this.baseHead.seq < event.seq && event.seq <= seq),
    );
  }

  private post(url: string, body: unknown): Promise<Reply> {
    const reply = this.inFlight.then(() => this.request(url, body));
    this.inFlight = reply;
    return reply;
  }

  private async request(url: string, body: unknown): Promise<Reply> {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), REQUEST_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.config.csrf },
        body: JSON.stringify(body),
        credentials: "same-origin",
        redirect: "error", // a portal's redirect must not turn a save into somebody's welcome page
        signal: impatience.signal,
      });
      return readReply(response.status, await response.text());
    } catch {
      return { kind: "failure" };
    } finally {
      clearTimeout(timer);
    }
  }
}
