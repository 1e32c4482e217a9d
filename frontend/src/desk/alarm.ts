// The live part of a room's page is fetched anew when something beside its seats changed. When one of the three causes with
// a sound happened again since the last look, two short tones are heard; the device remembers whether its owner switched them off. Nothing else makes a sound.

const SWITCH = "watchword-room-sound";
const TONES: readonly number[] = [660, 880];
const TONE_SECONDS = 0.25;

export function soundAlarms(page: Document): void {
  const knob = page.querySelector<HTMLButtonElement>("[data-alarm-switch]");
  if (!knob || !("AudioContext" in window)) {
    return;
  }
  let sound: AudioContext | undefined;
  // A browser lets a page be heard only after somebody touched it.
  const wake = () => {
    sound ??= new AudioContext();
    void sound.resume();
  };
  page.addEventListener("pointerdown", wake);
  page.addEventListener("keydown", wake);
  knob.closest("li")?.removeAttribute("hidden");
  show(knob);
  knob.addEventListener("click", () => {
    keep(localStorage, SWITCH, isOn() ? "off" : "on");
    show(knob);
  });
  const look = () => {
    if (heardMore(page) && isOn() && sound) {
      play(sound);
    }
  };
  look();
  page.addEventListener("htmx:after:swap", look);
}

/** Whether more has happened than at the last look, also one before this page; the first look is never more. */
function heardMore(page: Document): boolean {
  const now = Number(page.querySelector<HTMLElement>("[data-alarm]")?.dataset.alarm ?? "0");
  const key = `watchword-alarms-${location.pathname}`;
  const before = read(sessionStorage, key);
  keep(sessionStorage, key, String(now));
  return before !== null && now > Number(before);
}

function isOn(): boolean {
  return read(localStorage, SWITCH) !== "off";
}

function show(knob: HTMLButtonElement): void {
  knob.setAttribute("aria-pressed", String(isOn()));
  knob.textContent = (isOn() ? knob.dataset.on : knob.dataset.off) ?? "";
}

function play(sound: AudioContext): void {
  TONES.forEach((pitch, order) => {
    const tone = sound.createOscillator();
    const loudness = sound.createGain();
    loudness.gain.value = 0.2;
    tone.frequency.value = pitch;
    tone.connect(loudness).connect(sound.destination);
    const begins = sound.currentTime + order * TONE_SECONDS;
    tone.start(begins);
    tone.stop(begins + TONE_SECONDS);
  });
}

// A browser that keeps nothing still shows the page.
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function keep(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // The next look compares with nothing, and stays silent.
  }
}
