// How a verdict feels and sounds, for whoever looks at the person and not at the screen (ui.md 4.3).

export type Kind = "valid" | "ended" | "check" | "unreadable";

const VIBRATIONS: Readonly<Record<Kind, number[]>> = {
  valid: [80],
  ended: [300, 100, 300],
  check: [150, 80, 150],
  unreadable: [60, 60, 60],
};

/** Frequencies in hertz, one after the other. */
const SOUNDS: Readonly<Record<Kind, number[]>> = { valid: [1320], ended: [220, 220], check: [660], unreadable: [] };
const NOTE_S = 0.15;

export function signal(kind: Kind): void {
  navigator.vibrate?.(VIBRATIONS[kind]);
  playNotes(SOUNDS[kind]);
}

function playNotes(notes: readonly number[]): void {
  if (notes.length === 0 || typeof AudioContext === "undefined") {
    return;
  }
  const audio = new AudioContext();
  notes.forEach((frequency, place) => {
    const note = new OscillatorNode(audio, { frequency });
    note.connect(audio.destination);
    note.start(audio.currentTime + place * 2 * NOTE_S);
    note.stop(audio.currentTime + (place * 2 + 1) * NOTE_S);
  });
  setTimeout(() => void audio.close(), notes.length * 2 * NOTE_S * 1000 + 100);
}
