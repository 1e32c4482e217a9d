// The whole check of a certificate's text, without a network: the numbered steps of certificate-format.md section 7.
// An independent second implementation of certificates/verdict.py; tests hold the two against the same lines.

import { fromHex } from "./bytes";
import { MalformedCbor } from "./cbor";
import { ClaimsInvalid, readClaims, type Claims } from "./claims";
import {
  ALG_ES256,
  HEADER_ALG,
  HEADER_KID,
  MalformedEnvelope,
  readEnvelope,
  signatureInRange,
  verifies,
  type Envelope,
} from "./cose";
import { dayNumber } from "./legalTime";
import { statusAt, type StatusList, type StatusLists } from "./statusList";
import { KeyUse, keysNamed, vouchesFor, type Trust, type TrustedKey } from "./trust";
import type { Reason, StatusAge, Verdict, VerdictCode } from "./verdict";

export { formatNumber, normaliseNumber, numberIsWellFormed } from "./number";
export { loadStatusList, loadStatusLists, StatusListRefused, type StatusDocument, type StatusLists } from "./statusList";
export { loadTrust, TrustRefused, type RootKey, type Trust, type TrustDocument } from "./trust";
export type { Claims } from "./claims";
export type { Reason, StatusAge, Verdict, VerdictCode } from "./verdict";

const LONGEST_TEXT = 800;
const DIGITS = /^[1-9][0-9]{99,699}$/;
const MOST_TOKEN_BYTES = 288;
const TAG_18 = 0xd2;
const PAYLOAD_BYTES = [24, 200] as const;

const VALID = 0;
const NEVER_GIVEN_OUT = 15;
const ENDS = new Map<number, VerdictCode>([
  [1, "REVOKED"],
  [2, "SUSPENDED"],
  [3, "REPLACED"],
  [12, "WITHDRAWN"],
  [13, "CANCELLED"],
]);

/**
 * Checks one scanned text at one moment, in seconds since 1970.
 *
 * Never throws for a text, whatever it is, and never opens, fetches or stores anything. A verdict about a certificate says
 * that the paper is good, never that the person holding it is the right one.
 */
export async function check(text: string, trust: Trust, lists: StatusLists, at: number): Promise<Verdict> {
  // 1. The host, before anything is parsed.
  const prefix = `https://${trust.host}/v/`;
  if (isLongerThan(text, LONGEST_TEXT) || !text.startsWith(prefix)) {
    return ended("UNREADABLE", "not_ours");
  }
  // 2. The number's bounds, before it becomes a number.
  const digits = text.slice(prefix.length);
  if (!DIGITS.test(digits)) {
    return ended("UNREADABLE", "digits");
  }
  // 3. Bytes of the first version.
  const token = bytesOf(digits);
  if (token.length > MOST_TOKEN_BYTES || token[0] !== TAG_18) {
    return ended("UNREADABLE", "version");
  }
  // 4. The envelope.
  const envelope = envelopeOf(token);
  if (envelope === null) {
    return ended("UNREADABLE", "envelope");
  }
  // 5. The algorithm.
  if (envelope.alg !== ALG_ES256) {
    return ended("FORGED", "alg");
  }
  // 6. All certificate keys this kid may mean.
  const candidates = keysNamed(trust, envelope.kid, KeyUse.Cert);
  if (candidates.length === 0) {
    return ended("UNKNOWN_ISSUER", "kid");
  }
  // 7. The numbers of the signature.
  if (!signatureInRange(envelope.signature)) {
    return ended("FORGED", "sig_form");
  }
  // 8. The signature itself.
  const signers = await signersOf(envelope, candidates);
  if (signers.length === 0) {
    return ended("FORGED", "signature");
  }
  // 9. Only now what it says. A malformed payload under a good signature is the issuer's fault.
  const claims = claimsOf(envelope);
  if (claims === null) {
    return ended("UNREADABLE", "profile");
  }
  // 10. The authority of the signer on the issue day.
  if (!signers.some((signer) => vouchesFor(signer, claims.issuer, claims.validFrom))) {
    return ended("UNKNOWN_ISSUER", "authority");
  }
  return judged(claims, lists.get(claims.issuer), at);
}

/** Steps 11 to 15, for a certificate that is authentic. */
function judged(claims: Claims, list: StatusList | undefined, at: number): Verdict {
  const facts = { claims, listIssuedAt: list?.issuedAt ?? null };
  let { status, reason } = ageOf(list, at);
  if (list !== undefined) {
    // 11. A place never given out condemns, unless the certificate may be younger than the list.
    const value = statusAt(list, claims.index) ?? NEVER_GIVEN_OUT;
    if (value === NEVER_GIVEN_OUT) {
      if (dayNumber(claims.validFrom) < dayNumber(list.issuedAt) - 1) {
        return { verdict: "FORGED", status, reason: "never_issued", ...facts, claims: null };
      }
      [status, reason] = ["UNKNOWN", "place_not_listed"];
    } else if (value !== VALID) {
      // 12. Ends come before dates: an officer must hear of a revocation even when the date is over as well.
      const end = ENDS.get(value);
      return { verdict: end ?? "REVOKED", status, reason: end ? "ended" : "unknown_status_value", ...facts };
    }
  }
  // 13. Before its first day.
  if (at < claims.validFrom) {
    return { verdict: "NOT_YET_VALID", status, reason: "before_first_day", ...facts };
  }
  // 14. After its last day.
  if (claims.overFrom !== null && at >= claims.overFrom) {
    return { verdict: "EXPIRED", status, reason: "after_last_day", ...facts };
  }
  // 15. Genuine.
  return { verdict: "GENUINE", status, reason, ...facts };
}

function ended(verdict: VerdictCode, reason: Reason): Verdict {
  return { verdict, status: null, reason, claims: null, listIssuedAt: null };
}

/** Counts code points, as Python does, without building an array of a text of any length. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || Array.from(text).length > limit);
}

function bytesOf(digits: string): Uint8Array {
  const hex = BigInt(digits).toString(16);
  return fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
}

function envelopeOf(token: Uint8Array): Envelope | null {
  try {
    const envelope = readEnvelope(token, [HEADER_ALG, HEADER_KID]);
    const [fewest, most] = PAYLOAD_BYTES;
    return fewest <= envelope.payload.length && envelope.payload.length <= most ? envelope : null;
  } catch (error) {
    if (error instanceof MalformedEnvelope || error instanceof MalformedCbor) {
      return null;
    }
    throw error;
  }
}

async function signersOf(envelope: Envelope, candidates: readonly TrustedKey[]): Promise<TrustedKey[]> {
  const good = await Promise.all(candidates.map((candidate) => verifies(candidate.key, envelope)));
  return candidates.filter((_, i) => good[i]);
}

function claimsOf(envelope: Envelope): Claims | null {
  try {
    return readClaims(envelope.payload);
  } catch (error) {
    if (error instanceof ClaimsInvalid || error instanceof MalformedCbor) {
      return null;
    }
    throw error;
  }
}

/** Age of the list, and the reason a genuine certificate is given with it. */
function ageOf(list: StatusList | undefined, at: number): { status: StatusAge; reason: Reason } {
  if (list === undefined) {
    return { status: "UNKNOWN", reason: "no_list" };
  }
  if (at >= list.expiresAt) {
    return { status: "UNKNOWN", reason: "list_expired" };
  }
  return { status: at - list.issuedAt <= list.ttl ? "FRESH" : "STALE", reason: "listed" };
}
