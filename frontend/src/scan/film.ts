// A film before the reader: each frame is tried as it is, then one costly step of the ladder, in turn, and of every four
// frames their mean. So a good light costs nothing, and a bad one is given everything there is time for.

import { averaged } from "./averaging";
import { AS_IT_IS, BESIDE_A_FILM, LADDER, type Step } from "./ladder";
import { brightness, greyOf, type Grey } from "./picture";

export interface Readers {
  /** The browser's own; null where it has none that works. */
  readonly own: ((image: ImageData) => Promise<string | null>) | null;
  readonly bundled: (step: Step, picture: Grey) => Promise<string | null>;
}

export interface Look {
  readonly text: string | null;
  /** There is hardly any light: a torch would help. */
  readonly isDark: boolean;
}

const AT_ONCE = 4;
const DARK = 50;
/** Of a mean: a light blur, and then the strongest. */
const AFTER_THE_MEAN = [LADDER[1]!, LADDER[5]!];

export class Film {
  private frames: Grey[] = [];
  private turn = 0;

  constructor(private readonly readers: Readers) {}

  async look(image: ImageData): Promise<Look> {
    const frame = greyOf(image);
    const text =
      (await this.byOwn(image)) ?? (await this.readers.bundled(AS_IT_IS, frame)) ?? (await this.withPatience(frame));
    if (text !== null) {
      this.frames = [];
    }
    return { text, isDark: brightness(frame) < DARK };
  }

  private async byOwn(image: ImageData): Promise<string | null> {
    try {
      return (await this.readers.own?.(image)) ?? null;
    } catch {
      return null; // the bundled reader looks at every frame that this one does not read
    }
  }

  private async withPatience(frame: Grey): Promise<string | null> {
    if (this.frames.some(({ width, height }) => width !== frame.width || height !== frame.height)) {
      this.frames = []; // another view of the camera, or the phone was turned
    }
    this.frames.push(frame);
    if (this.frames.length < AT_ONCE) {
      return this.readers.bundled(BESIDE_A_FILM[this.turn++ % BESIDE_A_FILM.length]!, frame);
    }
    const mean = averaged(this.frames);
    this.frames = [];
    for (const step of AFTER_THE_MEAN) {
      const text = await this.readers.bundled(step, mean);
      if (text !== null) {
        return text;
      }
    }
    return null;
  }
}
