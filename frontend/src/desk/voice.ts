// A voice note of at most a minute, in whatever format the browser records. Hidden where it cannot: without HTTPS a browser
// has no microphone.

const LONGEST_SECONDS = 60;
const BITS_A_SECOND = 24_000;

export class Voice {
  recorded: Blob | null = null;
  seconds = 0;
  private recorder: MediaRecorder | undefined;
  private stopped: Promise<void> = Promise.resolve();
  private beginsAt = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly form: HTMLFormElement) {
    const box = form.querySelector<HTMLElement>("[data-voice]");
    const able = typeof MediaRecorder !== "undefined" && Boolean(navigator.mediaDevices?.getUserMedia);
    if (box && able) {
      box.hidden = false;
      this.knob?.addEventListener("click", () => void (this.recorder ? this.finish() : this.begin()));
      form.querySelector("[data-voice-drop]")?.addEventListener("click", () => this.drop());
    }
  }

  private get knob(): HTMLElement | null {
    return this.form.querySelector<HTMLElement>("[data-voice-button]");
  }

  private async begin(): Promise<void> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return; // refused by its owner: the words remain
    }
    this.drop();
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_A_SECOND });
    const parts: Blob[] = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    this.stopped = new Promise((done) => {
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        this.recorded = new Blob(parts, { type: recorder.mimeType });
        this.seconds = Math.min(LONGEST_SECONDS, Math.max(1, Math.round((performance.now() - this.beginsAt) / 1000)));
        this.showRecorded();
        done();
      });
    });
    this.beginsAt = performance.now();
    recorder.start();
    this.recorder = recorder;
    this.ticking = setInterval(() => this.tick(), 250);
    this.tick();
  }

  private tick(): void {
    const seconds = Math.floor((performance.now() - this.beginsAt) / 1000);
    if (seconds >= LONGEST_SECONDS) {
      void this.finish();
    } else if (this.knob) {
      this.knob.textContent = `${this.form.dataset.stop ?? ""} ${seconds} / ${LONGEST_SECONDS}`;
    }
  }

  /** Stops what is being recorded; what was recorded is there afterwards. */
  async finish(): Promise<void> {
    clearInterval(this.ticking);
    this.recorder?.stop();
    this.recorder = undefined;
    await this.stopped;
    if (this.knob) {
      this.knob.textContent = this.form.dataset.record ?? "";
    }
  }

  drop(): void {
    this.recorded = null;
    this.seconds = 0;
    this.showRecorded();
  }

  private showRecorded(): void {
    const player = this.form.querySelector<HTMLAudioElement>("[data-voice-player]");
    const drop = this.form.querySelector<HTMLElement>("[data-voice-drop]");
    if (player && drop) {
      player.hidden = drop.hidden = this.recorded === null;
      player.src = this.recorded ? URL.createObjectURL(this.recorded) : "";
    }
  }
}
