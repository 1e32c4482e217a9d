// How a verdict looks, feels and sounds: four kinds, never three (ui.md 4.3). Colour is the least of it: word and shape
// decide, for night, sun and colour blindness. The style sheet draws the kinds (styles/_verdict.scss).

import type { StatusAge, VerdictCode } from "./verdict";

export type Kind = "valid" | "ended" | "check" | "unreadable";

const VIBRATIONS: Readonly<Record<Kind, number[]>> = {
  valid: [80],
  ended: [300, 100, 300],
  check: [150, 80, 150],
  unreadable: [60, 60, 60],
};

/** Frequencies in hertz, one after the other. */
const SOUNDS: Readonly<Record<Kind, number[]>> = { valid: [1320], ended: [220, 220], check: [660], unreadable: [] };
const NOTE_S = 0.15;

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

/** For an officer who does not look at the screen. */
export function signal(kind: Kind): void {
  navigator.vibrate?.(VIBRATIONS[kind]);
  playNotes(SOUNDS[kind]);
}

function playNotes(notes: readonly number[]): void {
  if (notes.length === 0 || typeof AudioContext === "undefined") {
    return;
  }
  const audio = new AudioContext();
  notes.forEach((frequency, place) => {
    const note = new OscillatorNode(audio, { frequency });
    note.connect(audio.destination);
    note.start(audio.currentTime + place * 2 * NOTE_S);
    note.stop(audio.currentTime + (place * 2 + 1) * NOTE_S);
  });
  setTimeout(() => void audio.close(), notes.length * 2 * NOTE_S * 1000 + 100);
}
