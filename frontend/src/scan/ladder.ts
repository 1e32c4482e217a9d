// What is tried on one picture, one step after the other, each only when all before it have failed. The steps and their
// order were measured on 280 photographs of printed codes by night, tilted, blurred and dirty (certificates.md 4): the
// plain reader finds 174 of them, the ladder 268, and none was ever read wrongly.

import { blurred, enlarged, stretched, type Grey } from "./picture";

export type Binarizer = "LocalAverage" | "GlobalHistogram" | "FixedThreshold";

export interface Step {
  readonly stretch: boolean;
  /** Of the blur, in pixels; 0 is none. */
  readonly sigma: number;
  readonly times: number;
  readonly binarizer: Binarizer;
}

function step(sigma: number, times: number, { stretch = false, binarizer = "LocalAverage" }: Partial<Step> = {}): Step {
  return { stretch, sigma, times, binarizer };
}

export const AS_IT_IS = step(0, 1);

export const LADDER: readonly Step[] = [
  AS_IT_IS,
  step(0.8, 2),
  step(0, 2),
  step(1.3, 2),
  step(1, 3, { stretch: true }),
  step(1.7, 2, { stretch: true }),
  step(1, 2, { binarizer: "GlobalHistogram" }),
  step(1, 2, { stretch: true, binarizer: "FixedThreshold" }),
];

/** The steps of which a film has time for one a frame, in turn; the frame itself has been tried as it is. */
export const BESIDE_A_FILM: readonly Step[] = [LADDER[1]!, LADDER[3]!, LADDER[4]!, LADDER[5]!];

export function prepared(picture: Grey, { stretch, sigma, times }: Step): Grey {
  const drawn = stretch ? stretched(picture) : picture;
  const calm = sigma > 0 ? blurred(drawn, sigma) : drawn;
  return times > 1 ? enlarged(calm, times) : calm;
}
