// COSE_Sign1 with ES256 (RFC 9052, RFC 9053) as certificates, status lists and trust lists use it: tag 18, empty
// unprotected map, low S. Reading the envelope, judging the numbers of the signature and verifying are three functions,
// because certificate-format.md section 7 gives each failure its own verdict.

import { compareBytes, decode, type CborMap } from "./cbor";
import { concat, fromHex } from "./bytes";

export const ALG_ES256 = -7;
export const HEADER_ALG = 1;
export const HEADER_KID = 4;
export const HEADER_TYP = 16;

const TAG_18 = 0xd2;
const SIGNATURE_BYTES = 64;
const KID_BYTES = 4;

// Order of P-256 and half of it (SEC 2, 2.4.2).
const ORDER = fromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const HALF_ORDER = fromHex("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");
const ZERO = new Uint8Array(32);

export interface Envelope {
  readonly protectedBytes: Uint8Array;
  readonly header: CborMap;
  readonly alg: number;
  readonly kid: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** The bytes are not a COSE_Sign1 of the form used here. */
export class MalformedEnvelope extends Error {}

/**
 * Reads tag 18 around [protected, {}, payload, signature].
 *
 * `headerKeys` are exactly the labels the protected header must have. Throws `MalformedEnvelope` or `MalformedCbor`.
 */
export function readEnvelope(bytes: Uint8Array, headerKeys: readonly number[]): Envelope {
  require(bytes[0] === TAG_18, "tag 18 is missing");
  const parts = decode(bytes.subarray(1));
  require(Array.isArray(parts) && parts.length === 4, "not an array of four");
  const [protectedBytes, unprotected, payload, signature] = parts;
  require(protectedBytes instanceof Uint8Array, "protected header is not bytes");
  require(unprotected instanceof Map && unprotected.size === 0, "unprotected header is not an empty map");
  require(payload instanceof Uint8Array, "payload is not bytes");
  require(signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES, "signature is not 64 bytes");
  const header = decode(protectedBytes);
  require(header instanceof Map, "protected header is not a map");
  require(header.size === headerKeys.length && headerKeys.every((key) => header.has(key)), "other header labels");
  const alg = header.get(HEADER_ALG);
  const kid = header.get(HEADER_KID);
  require(typeof alg === "number", "alg is not an integer");
  require(kid instanceof Uint8Array && kid.length === KID_BYTES, "kid is not four bytes");
  return { protectedBytes, header, alg, kid, payload, signature };
}

function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) {
    throw new MalformedEnvelope(sentence);
  }
}

/** 0 < r < n and 0 < s <= (n-1)/2: of the two signatures (r, s) and (r, n-s) exactly one is a spelling. */
export function signatureInRange(signature: Uint8Array): boolean {
  const r = signature.subarray(0, 32);
  const s = signature.subarray(32);
  return (
    compareBytes(ZERO, r) < 0 && compareBytes(r, ORDER) < 0 && compareBytes(ZERO, s) < 0 && compareBytes(s, HALF_ORDER) <= 0
  );
}

/** A point as a key that verifies; throws `DOMException` when (x, y) is not on the curve. */
export function importPoint(x: Uint8Array, y: Uint8Array): Promise<CryptoKey> {
  const point = concat(Uint8Array.of(4), x, y);
  return crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
}

export function verifies(key: CryptoKey, envelope: Envelope): Promise<boolean> {
  const signed = concat(
    Uint8Array.of(0x84), // ["Signature1", protected, external data, payload]: RFC 9052, 4.4
    Uint8Array.of(0x6a),
    new TextEncoder().encode("Signature1"),
    byteString(envelope.protectedBytes),
    byteString(new Uint8Array()),
    byteString(envelope.payload),
  );
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, envelope.signature.slice(), signed);
}

function byteString(bytes: Uint8Array): Uint8Array {
  return concat(byteStringHead(bytes.length), bytes);
}

function byteStringHead(length: number): Uint8Array {
  if (length < 24) {
    return Uint8Array.of(0x40 | length);
  }
  if (length < 0x100) {
    return Uint8Array.of(0x58, length);
  }
  if (length < 0x1_0000) {
    return Uint8Array.of(0x59, length >> 8, length & 0xff);
  }
  return Uint8Array.of(0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}

/** First four bytes of the COSE Key Thumbprint (RFC 9679) of a P-256 key. */
export async function kidOf(x: Uint8Array, y: Uint8Array): Promise<Uint8Array> {
  const key = concat(fromHex("a40102200121"), byteString(x), fromHex("22"), byteString(y));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", key)).subarray(0, KID_BYTES);
}
