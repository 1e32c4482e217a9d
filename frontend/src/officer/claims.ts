// What a certificate says: a CWT claims map by the rules of certificate-format.md section 3, nothing more and nothing less.

import { decode, type Cbor } from "./cbor";
import { startsADay } from "./legalTime";
import { certificateNumber } from "./number";

const ISS = 1;
const EXP = 4;
const NBF = 5;
const OURS = -65537;

const ISSUER = /^[1-9][0-9]{5}$/;
const LARGEST_TIME = 2 ** 32 - 1;
const LARGEST_TYPE = 5;
const LARGEST_SERIAL = 99_999_999;
const LARGEST_INDEX = 16_777_215;
const LONGEST_NAME_BYTES = 128;
// Control, invisible, direction-changing, private-use and non-characters; by code point and not by Unicode category, so
// that a phone with an older Unicode table decides alike.
const FORBIDDEN_IN_NAME =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff0-\uffff\u{e0000}-\u{10ffff}]/u;

export interface Claims {
  readonly issuer: string;
  /** 16 digits; computed from organ and serial, not carried in the token. */
  readonly number: string;
  readonly type: number;
  readonly serial: number;
  readonly name: string;
  readonly idMark: Uint8Array;
  /** Place in the organ's status list. */
  readonly index: number;
  readonly photo: Uint8Array;
  /** First second on which it is valid: 00:00 UTC+8 of the issue day. */
  readonly validFrom: number;
  /** First second on which it is over; null without end. */
  readonly overFrom: number | null;
}

/** A claim is missing, superfluous or breaks its rule. */
export class ClaimsInvalid extends Error {}

/** Reads a payload whose signature is good. Throws `MalformedCbor` or `ClaimsInvalid`. */
export function readClaims(payload: Uint8Array): Claims {
  const claims = decode(payload);
  require(claims instanceof Map, "claims are not a map");
  require(claims.size === (claims.has(EXP) ? 4 : 3), "claims missing or superfluous");
  const ours = claims.get(OURS);
  require(Array.isArray(ours) && ours.length === 6, "our claim is not an array of six");
  const issuer = issuerOf(claims.get(ISS));
  const serial = integer(ours[1], 1, LARGEST_SERIAL, "serial");
  const validFrom = dayStart(claims.get(NBF), "nbf");
  const overFrom = claims.has(EXP) ? dayStart(claims.get(EXP), "exp") : null;
  require(overFrom === null || overFrom > validFrom, "exp is not after nbf");
  return {
    issuer,
    number: certificateNumber(issuer, serial),
    type: integer(ours[0], 0, LARGEST_TYPE, "type"),
    serial,
    name: nameOf(ours[2]),
    idMark: byteString(ours[3], 2, "id mark"),
    index: integer(ours[4], 0, LARGEST_INDEX, "index"),
    photo: byteString(ours[5], 8, "photo"),
    validFrom,
    overFrom,
  };
}

function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) {
    throw new ClaimsInvalid(sentence);
  }
}

function issuerOf(value: Cbor | undefined): string {
  require(typeof value === "string" && ISSUER.test(value), "iss is not six digits");
  return value;
}

function integer(value: Cbor | undefined, smallest: number, largest: number, field: string): number {
  require(typeof value === "number" && smallest <= value && value <= largest, `${field} out of range`);
  return value;
}

function byteString(value: Cbor | undefined, length: number, field: string): Uint8Array {
  require(value instanceof Uint8Array && value.length === length, `${field} is not ${length} bytes`);
  return value;
}

function dayStart(value: Cbor | undefined, field: string): number {
  const second = integer(value, 0, LARGEST_TIME, field);
  require(startsADay(second), `${field} is not 00:00 UTC+8`);
  return second;
}

function nameOf(value: Cbor | undefined): string {
  require(typeof value === "string", "name is not text");
  const bytes = new TextEncoder().encode(value).length;
  require(1 <= bytes && bytes <= LONGEST_NAME_BYTES, "name too long or empty");
  require(!FORBIDDEN_IN_NAME.test(value), "name with a forbidden character");
  require(!value.startsWith(" ") && !value.endsWith(" "), "name with a space at an end");
  require(value.normalize("NFC") === value, "name is not NFC");
  return value;
}
