// Certificates count legal days at UTC+8 wherever they are read (certificate-format.md section 3).

const SECONDS_A_DAY = 86_400;
const OFFSET = 28_800;

/** Number of the legal day a second lies in; only differences and comparisons of such numbers mean anything. */
export function dayNumber(second: number): number {
  return Math.floor((second + OFFSET) / SECONDS_A_DAY);
}

export function startsADay(second: number): boolean {
  return (second + OFFSET) % SECONDS_A_DAY === 0;
}

/** The legal day as 2026-05-17. */
export function isoDay(second: number): string {
  return new Date((second + OFFSET) * 1000).toISOString().slice(0, 10);
}

/** The legal minute as 2026-05-17 09:30. */
export function isoMinute(second: number): string {
  return new Date((second + OFFSET) * 1000).toISOString().slice(0, 16).replace("T", " ");
}
