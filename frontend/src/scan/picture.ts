// Grey pictures, and what is done to one before a reader gets another try at it. Values in, values out.

/** One byte a pixel, row by row: 0 black, 255 white. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A rectangle of a frame, in pixels of the frame. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Rec. 601 luma, as cameras and JPEG have it. */
export function greyOf({ width, height, data }: ImageData): Grey {
  const pixels = new Uint8Array(width * height);
  for (let place = 0, at = 0; place < pixels.length; place++, at += 4) {
    pixels[place] = (data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114 + 500) / 1000;
  }
  return { width, height, pixels };
}

/** The same picture as readers of the web want it: four bytes a pixel. */
export function imageOf({ width, height, pixels }: Grey): ImageData {
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let place = 0; place < pixels.length; place++) {
    words[place] = 0xff000000 | (pixels[place]! * 0x010101);
  }
  return image;
}

/**
 * Gaussian blur; `sigma` in pixels. Before a picture is enlarged it takes away the noise of single pixels, which would
 * otherwise grow to the size of a module and fool the reader's local threshold: this one step finds most of what a reader
 * misses at night.
 */
export function blurred({ width, height, pixels }: Grey, sigma: number): Grey {
  const weights = gaussian(sigma);
  const reach = weights.length - 1;
  const rows = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      let sum = weights[0]! * pixels[start + x]!;
      for (let step = 1; step <= reach; step++) {
        const before = x < step ? 0 : x - step;
        const after = x + step < width ? x + step : width - 1;
        sum += weights[step]! * (pixels[start + before]! + pixels[start + after]!);
      }
      rows[start + x] = sum;
    }
  }
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      let sum = weights[0]! * rows[start + x]!;
      for (let step = 1; step <= reach; step++) {
        const before = (y < step ? 0 : y - step) * width;
        const after = (y + step < height ? y + step : height - 1) * width;
        sum += weights[step]! * (rows[before + x]! + rows[after + x]!);
      }
      result[start + x] = sum + 0.5;
    }
  }
  return { width, height, pixels: result };
}

/** One side of a Gaussian from its middle on, three sigma far; both sides together weigh 1. */
function gaussian(sigma: number): Float32Array {
  const weights = Float32Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, at) => Math.exp(-(at * at) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / total);
}

/** `times` as wide and as high, by straight lines between the middles of the pixels. */
export function enlarged({ width, height, pixels }: Grey, times: number): Grey {
  const wide = width * times;
  const high = height * times;
  const result = new Uint8Array(wide * high);
  const across = Array.from({ length: wide }, (_, x) => between(x, times, width));
  for (let y = 0; y < high; y++) {
    const { first: upper, second: lower, share: down } = between(y, times, height);
    for (let x = 0; x < wide; x++) {
      const { first, second, share } = across[x]!;
      const above = pixels[upper * width + first]! * (1 - share) + pixels[upper * width + second]! * share;
      const below = pixels[lower * width + first]! * (1 - share) + pixels[lower * width + second]! * share;
      result[y * wide + x] = above * (1 - down) + below * down + 0.5;
    }
  }
  return { width: wide, height: high, pixels: result };
}

/** The two pixels between which the place `at` of an enlarged line lies, and how much of it is the second's. */
function between(at: number, times: number, length: number): { first: number; second: number; share: number } {
  const place = Math.max(0, (at + 0.5) / times - 0.5);
  const first = Math.floor(place);
  return { first, second: Math.min(first + 1, length - 1), share: place - first };
}

const OUTLIERS = 0.01;

/** Contrast drawn out so that all but the darkest and the brightest hundredth fill the whole range. */
export function stretched({ width, height, pixels }: Grey): Grey {
  const counts = new Uint32Array(256);
  for (const value of pixels) {
    counts[value]! += 1;
  }
  const left = pixels.length * OUTLIERS;
  const low = placeAt(counts, left);
  const high = placeAt(counts, pixels.length - left);
  if (high <= low) {
    return { width, height, pixels };
  }
  const drawn = Uint8Array.from({ length: 256 }, (_, value) => clamp(((value - low) * 255) / (high - low)));
  return { width, height, pixels: pixels.map((value) => drawn[value]!) };
}

function placeAt(counts: Uint32Array, wanted: number): number {
  let sum = 0;
  return counts.findIndex((count) => (sum += count) >= wanted);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Mean brightness, 0 to 255. */
export function brightness({ pixels }: Grey): number {
  let sum = 0;
  for (const value of pixels) {
    sum += value;
  }
  return pixels.length === 0 ? 0 : sum / pixels.length;
}
