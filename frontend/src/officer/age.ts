// The age of a list in words. Always relative and absolute: "6 h old (2026-11-24 02:10)".

import { say, type Sentences } from "../exam/sentences";
import { isoMinute } from "./legalTime";

const HOUR = 3600;
const DAY = 86_400;

export function ageInWords(seconds: number, sentences: Sentences): string {
  if (seconds < HOUR) {
    return say(sentences, "age_minutes", { count: Math.max(1, Math.floor(seconds / 60)) });
  }
  if (seconds < 2 * DAY) {
    return say(sentences, "age_hours", { count: Math.floor(seconds / HOUR) });
  }
  return say(sentences, "age_days", { count: Math.floor(seconds / DAY) });
}

/** `key` names a sentence with {age} and {time}. */
export function sayAge(key: string, issuedAt: number, at: number, sentences: Sentences): string {
  return say(sentences, key, { age: ageInWords(Math.max(0, at - issuedAt), sentences), time: isoMinute(issuedAt) });
}
