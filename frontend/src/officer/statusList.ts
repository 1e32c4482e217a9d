// The status list of one organ: a Token Status List in CWT form (draft-ietf-oauth-status-list, approved;
// certificate-format.md section 5).

import { decode, type Cbor, type CborMap } from "./cbor";
import { fromBase64 } from "./bytes";
import { ALG_ES256, HEADER_ALG, HEADER_KID, HEADER_TYP, readEnvelope, signatureInRange, verifies, type Envelope } from "./cose";
import { KeyUse, keysNamed, vouchesFor, type Trust } from "./trust";

const TYP = "application/statuslist+cwt";
const LARGEST_BASE64 = 12_000_000;
const LARGEST_INFLATED = 8 * 1024 * 1024;
const BITS = 4;

const SUB = 2;
const EXP = 4;
const IAT = 6;
const STATUS_LIST = 65533;
const TTL = 65534;
const LARGEST_TIME = 2 ** 32 - 1;

export interface StatusList {
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Seconds for which it counts as fresh. */
  readonly ttl: number;
  readonly packed: Uint8Array;
}

/** Status lists by issuing organ. */
export type StatusLists = ReadonlyMap<string, StatusList>;

/** The JSON document that carries the lists of all organs. */
export interface StatusDocument {
  readonly lists: Readonly<Record<string, { readonly cwt_b64: string }>>;
}

/** The status list is not accepted. */
export class StatusListRefused extends Error {}

/** Verifies and reads the list of one organ. Throws `StatusListRefused`. */
export async function loadStatusList(base64: string, issuer: string, trust: Trust): Promise<StatusList> {
  try {
    require(base64.length <= LARGEST_BASE64, "status list too large");
    return await readStatusList(fromBase64(base64), issuer, trust);
  } catch (error) {
    throw error instanceof StatusListRefused ? error : new StatusListRefused("status list cannot be read");
  }
}

/** The lists of a document that verify; the others are left out, so that their certificates get status UNKNOWN. */
export async function loadStatusLists(document: StatusDocument, trust: Trust): Promise<StatusLists> {
  const lists = new Map<string, StatusList>();
  for (const [issuer, { cwt_b64 }] of Object.entries(document.lists)) {
    try {
      lists.set(issuer, await loadStatusList(cwt_b64, issuer, trust));
    } catch (error) {
      if (!(error instanceof StatusListRefused)) {
        throw error;
      }
    }
  }
  return lists;
}

/** The value at a place; null beyond the end of the list. Even places are the low halves of the bytes. */
export function statusAt(list: StatusList, index: number): number | null {
  const byte = list.packed[index >> 1];
  if (byte === undefined) {
    return null;
  }
  return index % 2 === 0 ? byte & 0x0f : byte >> 4;
}

async function readStatusList(bytes: Uint8Array, issuer: string, trust: Trust): Promise<StatusList> {
  const envelope = readEnvelope(bytes, [HEADER_ALG, HEADER_KID, HEADER_TYP]);
  require(envelope.header.get(HEADER_TYP) === TYP, "not a status list");
  require(envelope.alg === ALG_ES256, "other algorithm");
  require(signatureInRange(envelope.signature), "signature out of range");
  const claims = decode(envelope.payload);
  require(claims instanceof Map && claims.size === 5, "claims missing or superfluous");
  require(claims.get(SUB) === `https://${trust.host}/s/${issuer}`, "list of another organ");
  const [issuedAt, expiresAt, ttl] = [claims.get(IAT), claims.get(EXP), claims.get(TTL)];
  require(isTime(issuedAt) && isTime(expiresAt) && isTime(ttl) && issuedAt < expiresAt, "times of the list");
  require(await isSignedByTheOrgan(envelope, issuer, issuedAt, trust), "not signed by a status key of this organ");
  return { issuer, issuedAt, expiresAt, ttl, packed: await inflate(compressedOf(claims)) };
}

async function isSignedByTheOrgan(envelope: Envelope, issuer: string, issuedAt: number, trust: Trust): Promise<boolean> {
  for (const trusted of keysNamed(trust, envelope.kid, KeyUse.Status)) {
    if (vouchesFor(trusted, issuer, issuedAt) && (await verifies(trusted.key, envelope))) {
      return true;
    }
  }
  return false;
}

function compressedOf(claims: CborMap): Uint8Array {
  const list = claims.get(STATUS_LIST);
  require(list instanceof Map && list.size === 2 && list.get("bits") === BITS, "not a list of four bits a place");
  const compressed = list.get("lst");
  require(compressed instanceof Uint8Array, "lst is not bytes");
  return compressed;
}

/** Inflates a complete zlib stream and stops at the bound: a small list may claim to be a very large one. */
async function inflate(compressed: Uint8Array): Promise<Uint8Array> {
  const reader = new Blob([compressed.slice()]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    length += step.value.length;
    if (length > LARGEST_INFLATED) {
      await reader.cancel();
      throw new StatusListRefused("list inflates beyond 8 MiB");
    }
    chunks.push(step.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function isTime(value: Cbor | undefined): value is number {
  return typeof value === "number" && 0 <= value && value <= LARGEST_TIME;
}

function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) {
    throw new StatusListRefused(sentence);
  }
}
