// The save protocol as pure functions: events and their chain, the state they add up to, what is sent, what an answer of
// the server means (exam-delivery.md 2.2; the other side is exam_app/delivery.py). No clock, no network, no page in here.
// tests/browser_units/vectors/protocol.json holds both sides to the same bytes.

import { hmacSha256, sha256 } from "./sha256";

export type Kind = "set" | "mark";

/** One change by the candidate, the full new value of it. */
export interface Change {
  readonly kind: Kind;
  readonly slot: number;
  /** Letters in order, "" for cleared; of a mark "1" or "0". */
  readonly value: string;
}

/** What is said of when a change was made: evidence of order and pace, of time only within bounds. */
export interface Stamp {
  /** The server's time as the page reckons it, milliseconds since 1970. */
  readonly mono_ms: number;
  /** The computer's own clock, which decides nothing. */
  readonly wall_ms: number;
  /** The newest that the server has handed out; empty before the first. */
  readonly beacon: string;
}

/** A change in its place of the chain of one epoch. */
export interface AnswerEvent extends Change, Stamp {
  /** 1, 2, 3... without a hole within an epoch. */
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** The hash sealed with the lease. */
  readonly mac: string;
}

/** The newest event of a chain. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export interface SlotState {
  readonly value: string;
  readonly marked: boolean;
}

export type PaperState = ReadonlyMap<number, SlotState>;

/** A row of `state` in the page's configuration: slot, value, marked. */
export type StateRow = readonly [number, string, boolean];

export const NO_HASH = "0".repeat(64);
export const MOST_EVENTS_A_BATCH = 64;
export const UNTOUCHED: SlotState = { value: "", marked: false };

/** The right to write: the epoch, and the secret that seals what is written. */
export interface Lease {
  readonly epoch: number;
  readonly lease: string;
}

/** The event that follows `head`; its hash covers all before it, so a change of history shows. */
export function following(head: Head, { epoch, lease }: Lease, change: Change, stamp: Stamp): AnswerEvent {
  const { kind, slot, value } = change;
  const { mono_ms, wall_ms, beacon } = stamp;
  const seq = head.seq + 1;
  const hash = sha256(JSON.stringify([epoch, seq, kind, slot, value, mono_ms, wall_ms, beacon, head.hash]));
  return { seq, kind, slot, value, mono_ms, wall_ms, beacon, prev: head.hash, hash, mac: hmacSha256(lease, hash) };
}

export function stateOf(rows: readonly StateRow[]): PaperState {
  return new Map(rows.map(([slot, value, marked]) => [slot, { value, marked }]));
}

export function applied(state: PaperState, changes: Iterable<Change>): PaperState {
  const next = new Map(state);
  for (const { kind, slot, value } of changes) {
    const before = next.get(slot) ?? UNTOUCHED;
    next.set(slot, kind === "set" ? { ...before, value } : { ...before, marked: value === "1" });
  }
  return next;
}

/** What server and page compare: untouched slots are left out, the rest is in the order of the paper. */
export function stateHash(state: PaperState): string {
  const rows = Array.from(state, ([slot, { value, marked }]): StateRow => [slot, value, marked]);
  const touched = rows.filter(([, value, marked]) => value !== "" || marked);
  return sha256(JSON.stringify(touched.sort(([a], [b]) => a - b)));
}

export function batchAfter(events: readonly AnswerEvent[], durableThrough: number): AnswerEvent[] {
  return events.filter(({ seq }) => seq > durableThrough).slice(0, MOST_EVENTS_A_BATCH);
}

export interface Resumed {
  /** The chain as it stands now, as far as it is held here. */
  readonly events: readonly AnswerEvent[];
  /** Whether the tail had to be chained anew and must be written back. */
  readonly rechained: boolean;
}

/**
 * What to go on with after the page was loaded again.
 *
 * `held` are the events kept on this computer, `ackedThrough` the newest acknowledgement seen here, `head` the newest event
 * the server has. Usually the two fit. They do not when answers were posted by the plain forms in between: then what was
 * never acknowledged here is chained anew behind the server's head, because a number can be used only once.
 */
export function resumed(held: readonly AnswerEvent[], ackedThrough: number, head: Head, lease: Lease): Resumed {
  if (fits(held, head)) {
    return { events: held, rechained: false };
  }
  const unsent = held.filter(({ seq }) => seq > Math.min(ackedThrough, head.seq));
  const events: AnswerEvent[] = [];
  for (const event of unsent) {
    events.push(following(events[events.length - 1] ?? head, lease, event, event));
  }
  return { events, rechained: true };
}

/** Whether the server's head lies on the chain held here. Where it lies beyond its end, that cannot be known. */
function fits(held: readonly AnswerEvent[], head: Head): boolean {
  const next = held.find(({ seq }) => seq === head.seq + 1);
  const same = held.find(({ seq }) => seq === head.seq);
  return held.length === 0 || (next ? next.prev === head.hash : same?.hash === head.hash);
}

/** Why the time stands: in a pause, or at its end until an outage is decided; what comes then is not in the hash. */
export type Standing = "" | "paused" | "held_back";

export interface Ack {
  readonly durableThrough: number;
  readonly stateHash: string;
  readonly serverMs: number;
  readonly deadlineMs: number;
  readonly standing: Standing;
  readonly incarnation: string;
  readonly beacon: string;
  /** How many files of kept answers have changed the answers: a page that does not know of one loads anew. */
  readonly takenIn: number;
}

/** Codes with which the server refuses for good, and one after which signing in again helps. */
export type RefusalCode = "sitting_closed" | "too_late" | "lease_lost" | "signed_out";

export type Reply =
  | { readonly kind: "ack"; readonly ack: Ack }
  | { readonly kind: "need"; readonly need: number }
  | { readonly kind: "receipt"; readonly url: string }
  | { readonly kind: "refused"; readonly code: RefusalCode }
  | { readonly kind: "failure" };

const FAILURE: Reply = { kind: "failure" };
const REFUSALS: ReadonlySet<unknown> = new Set(["sitting_closed", "too_late", "lease_lost", "signed_out"]);
const HASH = /^[0-9a-f]{64}$/;

/**
 * What an answer of the network means. Only the protocol's own JSON is believed: the sign-in page of a captive portal comes
 * with status 200 as well, and an answer that it "acknowledged" would be lost.
 */
export function readReply(status: number, text: string): Reply {
  const body = objectIn(text);
  if (body === null) {
    return FAILURE;
  }
  if ((status === 200 || status === 409) && isCount(body.need) && body.need >= 1) {
    return { kind: "need", need: body.need };
  }
  if (status === 200 && typeof body.receipt_url === "string") {
    return { kind: "receipt", url: body.receipt_url };
  }
  if (400 <= status && status < 500 && REFUSALS.has(body.code)) {
    return { kind: "refused", code: body.code as RefusalCode };
  }
  const ack = status === 200 ? ackIn(body) : null;
  return ack ? { kind: "ack", ack } : FAILURE;
}

function ackIn(body: Record<string, unknown>): Ack | null {
  const { durable_through, state_hash, server_ms, deadline_ms, standing, incarnation, beacon, taken_in } = body;
  if (
    isCount(durable_through) &&
    typeof state_hash === "string" &&
    HASH.test(state_hash) &&
    isCount(server_ms) &&
    isCount(deadline_ms) &&
    typeof incarnation === "string" &&
    typeof beacon === "string"
  ) {
    return {
      durableThrough: durable_through,
      stateHash: state_hash,
      serverMs: server_ms,
      deadlineMs: deadline_ms,
      standing: standing as Standing,
      incarnation,
      beacon,
      takenIn: isCount(taken_in) ? taken_in : 0,
    };
  }
  return null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
