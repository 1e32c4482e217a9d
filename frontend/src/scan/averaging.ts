// Several frames of a film laid over each other: noise of the dark goes down by the square root of their number, which is
// worth more than any step of the ladder. A hand shakes, so each frame is first shifted to where the first one was.

import type { Grey } from "./picture";

export interface Shift {
  readonly x: number;
  readonly y: number;
}

const COARSE = 4;
const COARSE_REACH = 4;
const FINE_REACH = 3;

/** The mean of frames of one size, each shifted onto the first. */
export function averaged(frames: readonly Grey[]): Grey {
  const [first, ...others] = frames;
  if (first === undefined) {
    throw new RangeError("there is no mean of no frames");
  }
  const { width, height } = first;
  const sums = Uint32Array.from(first.pixels);
  for (const frame of others) {
    const { x: right, y: down } = shiftOnto(first, frame);
    for (let y = 0; y < height; y++) {
      const row = inside(y + down, height) * width;
      for (let x = 0; x < width; x++) {
        sums[y * width + x]! += frame.pixels[row + inside(x + right, width)]!;
      }
    }
  }
  return { width, height, pixels: Uint8Array.from(sums, (sum) => Math.round(sum / frames.length)) };
}

/** Where what is at (0, 0) of `first` is in `frame`, in pixels: looked for in small pictures, then near what was found. */
export function shiftOnto(first: Grey, frame: Grey): Shift {
  const rough = bestShift(reduced(first, COARSE), reduced(frame, COARSE), { x: 0, y: 0 }, COARSE_REACH, 1);
  const near = { x: rough.x * COARSE, y: rough.y * COARSE };
  return bestShift(first, frame, near, FINE_REACH, 2);
}

/** The shift within `reach` of `near` that leaves the least difference; only every `stride`-th pixel is compared. */
function bestShift(first: Grey, frame: Grey, near: Shift, reach: number, stride: number): Shift {
  let best = near;
  let least = Infinity;
  for (let y = near.y - reach; y <= near.y + reach; y++) {
    for (let x = near.x - reach; x <= near.x + reach; x++) {
      const difference = differenceAt(first, frame, { x, y }, stride);
      if (difference < least) {
        least = difference;
        best = { x, y };
      }
    }
  }
  return best;
}

/** Mean absolute difference where the shifted pictures overlap. */
function differenceAt(first: Grey, frame: Grey, shift: Shift, stride: number): number {
  const { width, height } = first;
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, -shift.y); y < Math.min(height, height - shift.y); y += stride) {
    for (let x = Math.max(0, -shift.x); x < Math.min(width, width - shift.x); x += stride) {
      sum += Math.abs(first.pixels[y * width + x]! - frame.pixels[(y + shift.y) * width + x + shift.x]!);
      count += 1;
    }
  }
  return count === 0 ? Infinity : sum / count;
}

/** A picture of the means of squares of `side` pixels. */
function reduced({ width, height, pixels }: Grey, side: number): Grey {
  const wide = Math.floor(width / side);
  const high = Math.floor(height / side);
  const sums = new Uint32Array(wide * high);
  for (let y = 0; y < high * side; y++) {
    for (let x = 0; x < wide * side; x++) {
      sums[Math.floor(y / side) * wide + Math.floor(x / side)]! += pixels[y * width + x]!;
    }
  }
  return { width: wide, height: high, pixels: Uint8Array.from(sums, (sum) => sum / (side * side)) };
}

function inside(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place));
}
