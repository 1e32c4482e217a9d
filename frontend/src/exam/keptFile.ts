// The file that carries answers from a computer that cannot send them (docs/formats.md, "Kept answers"; the other side is
// exam_app/kept_answers.py). Two lines that say whose it is, then the events, encrypted; all of it is authenticated.
// WebCrypto is there only with HTTPS, and an exam room may have none: hence a library.
// tests/browser_units/vectors/kept_answers.json holds both sides to the same bytes.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

import type { AnswerEvent } from "./protocol";

const KIND = "watchword kept answers 1\n";
const NONCE_DIGITS = 32;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** Whose answers they are, and the right to write that they were made with. */
export interface Origin {
  readonly city: string;
  readonly sitting: string;
  readonly epoch: number;
  /** The secret of the lease. */
  readonly lease: string;
}

/** The bytes of the file; `salt` are 32 random bytes, `madeMs` the computer's clock. */
export function keptFile(origin: Origin, events: readonly AnswerEvent[], madeMs: number, salt: Uint8Array): Uint8Array {
  const { city, sitting, epoch, lease } = origin;
  const header = {
    ...{ city, sitting, epoch },
    nonce: lease.slice(0, NONCE_DIGITS),
    salt: Array.from(salt, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    count: events.length,
    first: events[0]?.seq ?? 0,
    last: events[events.length - 1]?.seq ?? 0,
    made_ms: madeMs,
  };
  const head = bytesOf(`${KIND}${JSON.stringify(header)}\n`);
  const made = hkdf(sha256, bytesOf(lease), salt, bytesOf(KIND), KEY_BYTES + NONCE_BYTES);
  const sealing = chacha20poly1305(made.subarray(0, KEY_BYTES), made.subarray(KEY_BYTES), head);
  const sealed = sealing.encrypt(bytesOf(JSON.stringify(events.map(inOrder))));
  const file = new Uint8Array(head.length + sealed.length);
  file.set(head);
  file.set(sealed, head.length);
  return file;
}

/** The fields of an event in one order, however it was kept. */
function inOrder({ seq, kind, slot, value, mono_ms, wall_ms, beacon, prev, hash, mac }: AnswerEvent): AnswerEvent {
  return { seq, kind, slot, value, mono_ms, wall_ms, beacon, prev, hash, mac };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
