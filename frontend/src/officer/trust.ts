// The trust list: which keys are vouched for, signed by the root (certificate-format.md section 6). Only the signed bytes
// of the document are used; its readable part is for people.

import { compareBytes, decode, type Cbor } from "./cbor";
import { fromBase64, fromHex, toHex } from "./bytes";
import {
  ALG_ES256,
  HEADER_ALG,
  HEADER_KID,
  HEADER_TYP,
  importPoint,
  kidOf,
  readEnvelope,
  signatureInRange,
  verifies,
  type Envelope,
} from "./cose";
import { dayNumber, startsADay } from "./legalTime";

const TYP = "application/watchword-trust+cwt";
const LARGEST_BASE64 = 6_000_000;
const MOST_KEYS_A_KID = 4;

const ISS = 1;
const EXP = 4;
const IAT = 6;
const SEQ = -65538;
const KEYS = -65539;
const HOSTS = -65540;
const LARGEST_TIME = 2 ** 32 - 1;
const ISSUER = /^[1-9][0-9]{5}$/;
// Lower case, at least two labels, no port, no trailing dot, no user part: section 1.
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export enum KeyUse {
  Cert = 0,
  Status = 1,
}

enum KeyState {
  Active = 0,
  Retired = 1,
  Compromised = 2,
}

export interface TrustedKey {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly use: KeyUse;
  readonly issuer: string;
  readonly from: number;
  readonly to: number;
  readonly state: KeyState;
}

export interface Trust {
  readonly host: string;
  readonly seq: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly keys: readonly TrustedKey[];
}

/** Coordinates of a root key, 64 hexadecimal digits each. */
export interface RootKey {
  readonly x: string;
  readonly y: string;
}

/** The JSON document that carries a trust list. */
export interface TrustDocument {
  readonly trust_cwt_b64: string;
  readonly root?: RootKey;
}

/** The trust list is not accepted. */
export class TrustRefused extends Error {}

/**
 * Verifies and reads a trust list.
 *
 * `pinnedRoots` are the keys built into the officer's page. The root inside the document is for checkers who were given
 * the file by hand, and is used only when `pinnedRoots` is left out. Throws `TrustRefused`.
 */
export async function loadTrust(document: TrustDocument, pinnedRoots?: readonly RootKey[]): Promise<Trust> {
  const roots = pinnedRoots ?? (document.root ? [document.root] : []);
  try {
    require(document.trust_cwt_b64.length <= LARGEST_BASE64, "trust list too large");
    return await readTrust(fromBase64(document.trust_cwt_b64), roots);
  } catch (error) {
    throw error instanceof TrustRefused ? error : new TrustRefused("trust list cannot be read");
  }
}

/** All keys for this use whose kid a token names; a kid is a hint, so there may be several. */
export function keysNamed(trust: Trust, kid: Uint8Array, use: KeyUse): TrustedKey[] {
  const name = toHex(kid);
  return trust.keys.filter((key) => key.kid === name && key.use === use);
}

/** Whether the key may speak for this organ on the legal day the second lies in. */
export function vouchesFor(key: TrustedKey, issuer: string, second: number): boolean {
  const day = dayNumber(second);
  return (
    key.issuer === issuer &&
    key.state !== KeyState.Compromised &&
    dayNumber(key.from) <= day &&
    day <= dayNumber(key.to)
  );
}

async function readTrust(bytes: Uint8Array, roots: readonly RootKey[]): Promise<Trust> {
  const envelope = readEnvelope(bytes, [HEADER_ALG, HEADER_KID, HEADER_TYP]);
  require(envelope.header.get(HEADER_TYP) === TYP, "not a trust list");
  require(envelope.alg === ALG_ES256, "other algorithm");
  require(signatureInRange(envelope.signature), "signature out of range");
  require(await isSignedByARoot(envelope, roots), "not signed by a root key");
  return readPayload(decode(envelope.payload));
}

async function isSignedByARoot(envelope: Envelope, roots: readonly RootKey[]): Promise<boolean> {
  for (const root of roots) {
    const [x, y] = [fromHex(root.x), fromHex(root.y)];
    if (compareBytes(await kidOf(x, y), envelope.kid) === 0 && (await verifies(await importPoint(x, y), envelope))) {
      return true;
    }
  }
  return false;
}

async function readPayload(claims: Cbor): Promise<Trust> {
  require(claims instanceof Map && claims.size === 6, "claims missing or superfluous");
  require(typeof claims.get(ISS) === "string", "root has no name");
  const [issuedAt, expiresAt, seq] = [claims.get(IAT), claims.get(EXP), claims.get(SEQ)];
  require(isTime(issuedAt) && isTime(expiresAt) && issuedAt < expiresAt, "times of the trust list");
  require(typeof seq === "number" && seq >= 0, "seq is not a number");
  const hosts = claims.get(HOSTS);
  require(Array.isArray(hosts) && hosts.length === 1, "exactly one host is expected");
  const host = hosts[0];
  require(typeof host === "string" && HOST.test(host), "host is not a host name");
  const entries = claims.get(KEYS);
  require(Array.isArray(entries), "keys are not an array");
  const keys = await Promise.all(entries.map(readKey));
  requireAtMostFourAKid(keys);
  return { host, seq, issuedAt, expiresAt, keys };
}

async function readKey(entry: Cbor): Promise<TrustedKey> {
  require(Array.isArray(entry) && entry.length === 8, "a key is not an array of eight");
  const [kid, x, y, use, issuer, from, to, state] = entry;
  require(isCoordinate(x) && isCoordinate(y), "a coordinate is not 32 bytes");
  require(kid instanceof Uint8Array && compareBytes(kid, await kidOf(x, y)) === 0, "a kid is not the thumbprint of its key");
  require(use === KeyUse.Cert || use === KeyUse.Status, "a key has another use");
  require(typeof issuer === "string" && ISSUER.test(issuer), "an organ is not six digits");
  require(isTime(from) && isTime(to) && from <= to && startsADay(from) && startsADay(to), "a key has no window of days");
  require(state === KeyState.Active || state === KeyState.Retired || state === KeyState.Compromised, "a key has another state");
  return { kid: toHex(kid), key: await importPoint(x, y), use, issuer, from, to, state };
}

function requireAtMostFourAKid(keys: readonly TrustedKey[]): void {
  const counts = new Map<string, number>();
  for (const { kid } of keys) {
    counts.set(kid, (counts.get(kid) ?? 0) + 1);
  }
  require(Math.max(0, ...counts.values()) <= MOST_KEYS_A_KID, "more than four keys share a kid");
}

function isTime(value: Cbor | undefined): value is number {
  return typeof value === "number" && 0 <= value && value <= LARGEST_TIME;
}

function isCoordinate(value: Cbor | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}

function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) {
    throw new TrustRefused(sentence);
  }
}
