// The camera at the door, beside the box for typing: one ticket after the other, without a press between them. The reader is
// a script of its own and comes ahead, once the page has nothing else to do, because the network may be gone when it is
// wanted; it looks at nothing before the button is pressed.

import type { Scanner } from "../scan/scanner";

type ScannerScript = typeof import("../scan/scanner");
type Reading = Awaited<ReturnType<typeof Scanner.load>>;

/** A ticket is no second arrival before this many looks in a row have not seen it: it may be held still for any time. */
const AWAY_LOOKS = 8;
const SAYS = { camera_insecure: "insecure", camera_refused: "denied", camera_none: "none" } as const;

export interface Door {
  found(text: string): void;
  /** The camera was switched on or off. */
  switched(on: boolean): void;
}

export function doorCamera(desk: HTMLElement, door: Door): void {
  const box = desk.querySelector<HTMLElement>("[data-door-camera]");
  const button = desk.querySelector<HTMLButtonElement>("[data-door-start]");
  if (box && button) {
    new DoorCamera(desk, box, button, door).open();
  }
}

class DoorCamera {
  private loading: Promise<{ script: ScannerScript; reading: Reading }> | null = null;
  private scanner: Scanner | null = null;
  private isStarted = false;
  private last = "";

  constructor(
    private readonly desk: HTMLElement,
    private readonly box: HTMLElement,
    private readonly button: HTMLButtonElement,
    private readonly door: Door,
  ) {}

  open(): void {
    this.button.hidden = false;
    this.button.addEventListener("click", () => void this.start());
    this.press("[data-door-stop]", () => {
      this.stop();
      this.say("");
    });
    this.press("[data-door-torch]", (torch) => {
      const on = torch.getAttribute("aria-pressed") !== "true";
      torch.setAttribute("aria-pressed", String(on));
      void this.scanner?.setTorch(on);
    });
    addEventListener("pagehide", () => this.stop());
    const ahead = () => void this.load().catch(() => undefined); // said when the camera is wanted
    "requestIdleCallback" in window ? requestIdleCallback(ahead, { timeout: 3000 }) : setTimeout(ahead, 500);
  }

  private load(): Promise<{ script: ScannerScript; reading: Reading }> {
    const { scannerUrl = "", readerUrl = "", wasmUrl = "" } = this.box.dataset;
    this.loading ??= import(scannerUrl)
      .then(async (script: ScannerScript) => ({ script, reading: await script.Scanner.load(readerUrl, wasmUrl) }))
      .catch((error: unknown) => {
        this.loading = null; // the next press tries again
        throw error;
      });
    return this.loading;
  }

  private async start(): Promise<void> {
    if (this.isStarted) {
      return;
    }
    this.isStarted = true;
    this.say("starting");
    try {
      await this.scan();
    } finally {
      this.stop();
      this.isStarted = false;
    }
  }

  /** Until the camera is stopped, by a press or by itself. */
  private async scan(): Promise<void> {
    const loaded = await this.load().catch(() => null);
    const video = this.box.querySelector("video");
    if (loaded === null || video === null) {
      this.say("missing");
      return;
    }
    const { Scanner, CameraUnavailable } = loaded.script;
    const scanner = new Scanner(video, loaded.reading, (isDark) => this.say(isDark ? "dark" : "ready"));
    this.scanner = scanner;
    this.box.hidden = false;
    try {
      await scanner.start();
      this.switched(true);
      for (let text = await scanner.nextText(); text !== null; text = await scanner.nextText()) {
        const isHeldStill = text === this.last && scanner.missed < AWAY_LOOKS;
        this.last = text;
        if (!isHeldStill) {
          this.door.found(text);
        }
      }
    } catch (error) {
      this.say(error instanceof CameraUnavailable ? SAYS[error.fault] : "none");
    }
  }

  private stop(): void {
    this.scanner?.stop();
    this.scanner = null;
    this.switched(false);
  }

  private switched(on: boolean): void {
    const pressed = document.activeElement;
    this.box.hidden = !on;
    this.button.hidden = on;
    const stop = this.box.querySelector<HTMLElement>("[data-door-stop]");
    if (pressed === (on ? this.button : stop)) {
      (on ? stop : this.button)?.focus(); // what was pressed is gone; the keyboard goes on where it was
    }
    const torch = this.box.querySelector<HTMLElement>("[data-door-torch]");
    if (torch) {
      torch.hidden = !this.scanner?.hasTorch;
      torch.setAttribute("aria-pressed", "false");
    }
    if (on) {
      this.say("ready");
    }
    this.door.switched(on);
  }

  private press(selector: string, act: (button: HTMLElement) => void): void {
    const button = this.desk.querySelector<HTMLElement>(selector);
    button?.addEventListener("click", () => act(button));
  }

  /** A sentence of the page by its name; none for "". */
  private say(name: string): void {
    const line = this.desk.querySelector<HTMLElement>("[data-door-state]");
    if (line) {
      line.textContent = line.dataset[name] ?? "";
    }
  }
}
