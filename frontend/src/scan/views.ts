// Which part of a frame is looked at.

import type { View } from "./picture";

/** No code that a hand holds in the square needs more, and a slow phone has no time for more. */
export const MOST_PX = 720;

const FRAMES_OF_ONE_VIEW = 4;

/**
 * The part for the frame `turn`: the square that the viewfinder shows. Of a camera so fine that the square has to be made
 * smaller, every third run of four frames is its inner half, where a card held far away keeps its pixels.
 */
export function viewAt(turn: number, width: number, height: number): View {
  const whole = Math.min(width, height);
  const isInner = whole > MOST_PX && Math.floor(turn / FRAMES_OF_ONE_VIEW) % 3 === 2;
  const side = isInner ? Math.floor(whole / 2) : whole;
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
}
