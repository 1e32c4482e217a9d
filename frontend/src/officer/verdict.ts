// What a check can say. The codes are those of certificate-format.md section 7 and the same as in certificates/verdict.py.

import type { Claims } from "./claims";

export type VerdictCode =
  | "GENUINE"
  | "NOT_YET_VALID"
  | "EXPIRED"
  | "REVOKED"
  | "WITHDRAWN"
  | "CANCELLED"
  | "REPLACED"
  | "SUSPENDED"
  | "FORGED"
  | "UNKNOWN_ISSUER"
  | "UNREADABLE";

/** How old the status list was: within its ttl, older, or of no use (expired, absent, not verified). */
export type StatusAge = "FRESH" | "STALE" | "UNKNOWN";

/** The code of the step that decided; of GENUINE, what is known of its status. */
export type Reason =
  | "not_ours"
  | "digits"
  | "version"
  | "envelope"
  | "alg"
  | "kid"
  | "sig_form"
  | "signature"
  | "profile"
  | "authority"
  | "never_issued"
  | "ended"
  | "unknown_status_value"
  | "before_first_day"
  | "after_last_day"
  | "listed"
  | "no_list"
  | "list_expired"
  | "place_not_listed";

export interface Verdict {
  readonly verdict: VerdictCode;
  /** Null where no list was asked. */
  readonly status: StatusAge | null;
  readonly reason: Reason;
  /** Only of an authentic token: the signature and the authority behind it are good. */
  readonly claims: Claims | null;
  /** Moment of the list that was asked, in seconds since 1970, to be said in words beside the verdict. */
  readonly listIssuedAt: number | null;
}
