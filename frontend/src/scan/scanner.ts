// A camera before a reader: the text of the next code in view. Used by the check-in at the door and by the officer's page.
// Found texts are only read, never opened: what they mean is the page's business.

import { Camera } from "./camera";
import { Reading } from "./reading";

export { CameraUnavailable } from "./camera";

export class Scanner {
  private readonly camera: Camera;
  private looking = 0;
  private isDark = false;
  private misses = 0;

  /** `tellLight` is told whenever it becomes too dark, and when it no longer is. */
  constructor(
    video: HTMLVideoElement,
    private readonly reading: Reading,
    private readonly tellLight: (isDark: boolean) => void = () => undefined,
  ) {
    this.camera = new Camera(video);
  }

  /** Loads the reader ahead; to be called while the network is there. */
  static load(workerUrl: string, wasmUrl: string): Promise<Reading> {
    return Reading.start(workerUrl, wasmUrl);
  }

  /** Raises CameraUnavailable. */
  start(): Promise<void> {
    return this.camera.start();
  }

  stop(): void {
    this.pause();
    this.camera.stop();
  }

  /** How many looks in a row found no code, since the last that did. */
  get missed(): number {
    return this.misses;
  }

  /** Text of the next QR code in view; null if `pause` or `stop` was called before one came. */
  async nextText(): Promise<string | null> {
    const turn = ++this.looking;
    this.misses = 0;
    while (turn === this.looking) {
      const frame = await this.camera.nextFrame();
      const seen = frame && (await this.reading.look(frame));
      if (turn === this.looking && seen) {
        if (seen.isDark !== this.isDark) {
          this.isDark = seen.isDark;
          this.tellLight(this.isDark);
        }
        if (seen.text !== null) {
          return seen.text;
        }
        this.misses += 1;
      }
    }
    return null;
  }

  pause(): void {
    this.looking += 1;
  }

  get hasTorch(): boolean {
    return this.camera.hasTorch;
  }

  setTorch(on: boolean): Promise<void> {
    return this.camera.setTorch(on);
  }
}
