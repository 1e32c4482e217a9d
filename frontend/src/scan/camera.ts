// A camera and its frames. The picture never leaves the device.

import { MOST_PX, viewAt } from "./views";

export type CameraFault = "camera_insecure" | "camera_refused" | "camera_none";

/** The camera cannot be used; the number can still be typed. */
export class CameraUnavailable extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
  }
}

export class Camera {
  private readonly canvas = document.createElement("canvas");
  private turn = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  async start(): Promise<void> {
    this.stop();
    this.video.srcObject = await openCamera();
    await this.video.play();
  }

  /** The light of the camera goes out, for whoever stands before it. */
  stop(): void {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  /** The next frame's part in view; null while the camera shows nothing. Raises CameraUnavailable once it is gone. */
  async nextFrame(): Promise<ImageData | null> {
    await frameOf(this.video);
    if (this.track?.readyState === "ended") {
      throw new CameraUnavailable("camera_none"); // pulled out, or taken by another program
    }
    const { videoWidth, videoHeight, readyState } = this.video;
    if (videoWidth === 0 || readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      return null;
    }
    const { left, top, width, height } = viewAt(this.turn++, videoWidth, videoHeight);
    const side = Math.min(width, MOST_PX);
    if (this.canvas.width !== side) {
      Object.assign(this.canvas, { width: side, height: side });
    }
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing?.drawImage(this.video, left, top, width, height, 0, 0, side, side);
    return drawing?.getImageData(0, 0, side, side) ?? null;
  }

  get hasTorch(): boolean {
    const capabilities = this.track?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
    return capabilities?.torch === true;
  }

  async setTorch(on: boolean): Promise<void> {
    await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  private get stream(): MediaStream | null {
    return this.video.srcObject as MediaStream | null;
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
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

const PATIENCE_MS = 250;

/** Resolves at the video's next frame; after a quarter of a second anyway, because a hidden page is told of none. */
function frameOf(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, "requestVideoFrameCallback" in video ? PATIENCE_MS : PATIENCE_MS / 2);
    video.requestVideoFrameCallback?.(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
