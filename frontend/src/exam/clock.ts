// How much time is left. The server's deadline and the page's monotonic clock decide; the wall clock of the computer, which
// anybody can turn, is never asked.

import { say, type Sentences } from "./sentences";

export type Phase = "calm" | "soon" | "last" | "over";

const MINUTE_MS = 60_000;
const SOON_MS = 15 * MINUTE_MS;
const LAST_MS = 5 * MINUTE_MS;

export class ExamClock {
  private deadlineAt = 0;
  private standingMs: number | null = null;

  /** `now`: a monotonic clock in milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The server said at monotonic moment `at` that the deadline is `remainingMs` away. The last word counts. */
  anchor(remainingMs: number, at: number): void {
    this.deadlineAt = at + remainingMs;
    this.standingMs = null;
  }

  /** The server said that the time stands with `remainingMs` left, until it is anchored again. */
  stand(remainingMs: number): void {
    this.standingMs = remainingMs;
  }

  remainingMs(): number {
    return Math.max(0, this.standingMs ?? this.deadlineAt - this.now());
  }
}

export function phaseOf(remainingMs: number): Phase {
  if (remainingMs <= 0) {
    return "over";
  }
  if (remainingMs <= LAST_MS) {
    return "last";
  }
  return remainingMs <= SOON_MS ? "soon" : "calm";
}

/** Whole seconds, rounded up, so that "0 min 0 s" is said when it is over and not before. */
export function timeLeft(remainingMs: number, sentences: Sentences): string {
  const seconds = Math.ceil(remainingMs / 1000);
  return say(sentences, "time_left", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** When this page's clock numbers were written: as its first bytes arrived, not when the script got to run. */
export function pageArrivedAt(): number {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation && navigation.responseStart > 0 ? navigation.responseStart : performance.now();
}
