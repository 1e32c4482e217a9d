// The box for a citizen's ID number: takes any paste, shows 6-8-4, checks the last character on leaving.
// The form sends the eighteen characters without spaces.

// GB 11643-1999, 4.3: weights 2^(17 - i) mod 11 over the first seventeen digits, and what each remainder ends in.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = "10X98765432";
const LENGTH = 18;

/** What counts of a text: digits and X, full-width ones too, at most eighteen. */
export function charactersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9X]/g, "")
    .slice(0, LENGTH);
}

/** 110101 19900307 1230 out of 110101199003071230, however much of it is there. */
export function grouped(characters: string): string {
  return [characters.slice(0, 6), characters.slice(6, 14), characters.slice(14)].filter((part) => part !== "").join(" ");
}

/** The last character that the first seventeen digits ask for; null while they are not seventeen digits. */
export function expectedLast(characters: string): string | null {
  if (!/^[0-9]{17}/.test(characters)) {
    return null;
  }
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(characters[place]), 0);
  return CHECK_CHARACTERS[sum % 11] as string;
}

export function groupIdNumbers(page: Document): void {
  page.addEventListener("input", (event) => {
    const box = boxOf(event);
    if (box && !(event as InputEvent).isComposing) {
      regroup(box);
      say(box, "");
    }
  });
  page.addEventListener("focusout", (event) => {
    const box = boxOf(event);
    if (box) {
      regroup(box);
      say(box, sentenceAbout(box));
    }
  });
  page.addEventListener("formdata", (event) => {
    if (event.target instanceof HTMLFormElement) {
      for (const box of event.target.querySelectorAll<HTMLInputElement>("[data-id-number]")) {
        event.formData.set(box.name, charactersOf(box.value));
      }
    }
  });
}

function boxOf({ target }: Event): HTMLInputElement | null {
  return target instanceof HTMLInputElement && target.matches("[data-id-number]") ? target : null;
}

/** Writes the groups and keeps the cursor behind the same character. */
function regroup(box: HTMLInputElement): void {
  const before = charactersOf(box.value.slice(0, box.selectionStart ?? box.value.length));
  const text = grouped(charactersOf(box.value));
  if (text !== box.value) {
    box.value = text;
    const cursor = grouped(before).length;
    box.setSelectionRange(cursor, cursor);
  }
}

function sentenceAbout(box: HTMLInputElement): string {
  const note = noteOf(box);
  const characters = charactersOf(box.value);
  const expected = expectedLast(characters);
  if (characters === "") {
    return "";
  }
  if (characters.length < LENGTH) {
    const typed = String(characters.length);
    return (note?.dataset.short ?? "").replace("{typed}", typed).replace("{missing}", String(LENGTH - characters.length));
  }
  return expected === null || expected === characters[LENGTH - 1] ? "" : (note?.dataset.wrong ?? "").replace("{expected}", expected);
}

function say(box: HTMLInputElement, sentence: string): void {
  const note = noteOf(box);
  if (note) {
    note.textContent = sentence;
  }
}

function noteOf(box: HTMLInputElement): HTMLElement | null {
  return box.closest(".field")?.querySelector<HTMLElement>(".field-note") ?? null;
}
