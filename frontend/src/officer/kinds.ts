// How a verdict is called: four kinds, never three (ui.md 4.3). Colour is the least of it: word and shape decide, for night,
// sun and colour blindness. The style sheet draws the kinds (styles/_verdict.scss), scan/signals.ts sounds them.

import type { Kind } from "../scan/signals";
import type { StatusAge, VerdictCode } from "./verdict";

const KINDS: Readonly<Record<VerdictCode, Kind>> = {
  GENUINE: "valid",
  REVOKED: "ended",
  WITHDRAWN: "ended",
  CANCELLED: "ended",
  REPLACED: "ended",
  EXPIRED: "ended",
  FORGED: "ended",
  SUSPENDED: "check",
  NOT_YET_VALID: "check",
  UNKNOWN_ISSUER: "check",
  UNREADABLE: "unreadable",
};

/** Genuine with an unknown status is never green. */
export function kindOf(verdict: VerdictCode, status: StatusAge | null): Kind {
  return verdict === "GENUINE" && status === "UNKNOWN" ? "check" : KINDS[verdict];
}

/** The key of the one word on the screen. */
export function wordKey(verdict: VerdictCode, status: StatusAge | null): string {
  const kind = kindOf(verdict, status);
  return kind === "ended" ? `word_${verdict}` : `word_${kind}`;
}
