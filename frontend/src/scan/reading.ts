// The page's end of the worker that reads. Started ahead, so that it is there when the network is not.

import type { Frame, Said, Start } from "./messages";

export interface Seen {
  readonly text: string | null;
  readonly isDark: boolean;
}

const NOTHING: Seen = { text: null, isDark: false };

export class Reading {
  private order = 0;
  private waiting: ((seen: Seen) => void) | null = null;

  private constructor(private readonly worker: Worker) {}

  /** A worker with its reader; rejects when script or reader cannot be loaded. */
  static async start(workerUrl: string, wasmUrl: string): Promise<Reading> {
    const worker = new Worker(workerUrl);
    try {
      await new Promise<void>((resolve, reject) => {
        worker.onerror = () => reject(new Error("the reading script did not load"));
        worker.onmessage = ({ data }: MessageEvent<Said>) =>
          data.kind === "ready" ? resolve() : reject(new Error("the reader did not load"));
        worker.postMessage({ wasmUrl } satisfies Start);
      });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    const reading = new Reading(worker);
    worker.onmessage = ({ data }: MessageEvent<Said>) => reading.heard(data);
    worker.onerror = () => reading.heard(null);
    return reading;
  }

  /** What the reader makes of one frame. One at a time: the next frame is taken when this one is done with. */
  look(image: ImageData): Promise<Seen> {
    const order = ++this.order;
    this.waiting?.(NOTHING);
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.worker.postMessage({ order, image } satisfies Frame, [image.data.buffer]);
    });
  }

  private heard(said: Said | null): void {
    if (said === null || (said.kind === "looked" && said.order === this.order)) {
      this.waiting?.(said?.kind === "looked" ? said : NOTHING);
      this.waiting = null;
    }
  }
}
