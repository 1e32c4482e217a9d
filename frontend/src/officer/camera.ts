// The camera, and the first QR code it sees. The picture never leaves the device.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

export type CameraFault = "camera_insecure" | "camera_refused" | "camera_none";

/** The camera cannot be used; the number can still be typed. */
export class CameraUnavailable extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
  }
}

/** Loads the decoder from our own server; left alone it would ask a public one. */
export function prepareDecoder(wasmUrl: string): void {
  const locateFile = (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmUrl : prefix + path);
  // A failure shows at the first frame; caught here so that it is not also reported as unhandled.
  prepareZXingModule({ overrides: { locateFile }, fireImmediately: true }).catch(() => undefined);
}

export class Camera {
  private readonly canvas = document.createElement("canvas");
  private looking = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  async start(): Promise<void> {
    this.video.srcObject = await openCamera();
    await this.video.play();
  }

  /** Text of the next QR code in view; null if `pause` was called before one came. */
  async nextText(): Promise<string | null> {
    const turn = ++this.looking;
    while (turn === this.looking) {
      await nextFrame(this.video);
      const text = this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await this.readFrame() : null;
      if (text !== null && turn === this.looking) {
        return text;
      }
    }
    return null;
  }

  pause(): void {
    this.looking += 1;
  }

  get hasTorch(): boolean {
    const capabilities = this.track?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
    return capabilities?.torch === true;
  }

  async setTorch(on: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  private get track(): MediaStreamTrack | undefined {
    return (this.video.srcObject as MediaStream | null)?.getVideoTracks()[0];
  }

  private async readFrame(): Promise<string | null> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width === 0) {
      return null;
    }
    Object.assign(this.canvas, { width, height });
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing?.drawImage(this.video, 0, 0);
    const frame = drawing?.getImageData(0, 0, width, height);
    const found = frame ? await readBarcodes(frame, { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true }) : [];
    return found.find(({ isValid }) => isValid)?.text ?? null;
  }
}

async function openCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) {
    throw new CameraUnavailable("camera_insecure"); // no HTTPS, no camera
  }
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    const refused = error instanceof DOMException && error.name === "NotAllowedError";
    throw new CameraUnavailable(refused ? "camera_refused" : "camera_none");
  }
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  if ("requestVideoFrameCallback" in video && !video.paused) {
    return new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  }
  return new Promise((resolve) => setTimeout(resolve, 100));
}
