// Reading aloud with the browser's own voice. Only voices of this computer: others would need the network and send the
// question to a stranger. Where there is no such voice for the language, a sentence says so and no button is shown.
//
// Page contract (all optional, without #read nothing happens):
//   #read        hidden; shown where there is a voice; reads from the beginning
//   #read-stop   shown while something is read
//   #no-voice    the sentence, shown where there is none; #speed is shown with #read

const RATES: Readonly<Record<string, number>> = { slow: 0.7, normal: 1, fast: 1.4 };
/** Cantonese is Chinese by its code, but reads other words. */
const OTHER_CHINESE = /^(yue|zh-hk|zh-mo)/i;

interface Piece {
  readonly text: string;
  readonly language: string;
}

export class Reader {
  private readonly synthesis: SpeechSynthesis | undefined = window.speechSynthesis;
  private readonly start = document.getElementById("read");
  private readonly stopper = document.getElementById("read-stop");
  /** Chromium forgets utterances that nobody holds, and then never says that they ended. */
  private queued: SpeechSynthesisUtterance[] = [];

  /** `here` is the part of the page that is in front of the candidate. */
  constructor(private readonly here: () => HTMLElement) {
    this.start?.addEventListener("click", () => this.read());
    this.stopper?.addEventListener("click", () => this.stop());
    // Voices arrive late in Chromium. Old engines have only the property.
    if (this.synthesis) {
      this.synthesis.onvoiceschanged = () => this.refresh();
    }
    addEventListener("pagehide", () => this.synthesis?.cancel()); // else it goes on reading into the next page
    this.refresh();
  }

  /** Whether there is a voice depends on the language of the question in front of the candidate. */
  refresh(): void {
    const can = this.voiceFor(languageOf(this.here())) !== undefined;
    this.start?.toggleAttribute("hidden", !can);
    document.getElementById("speed")?.toggleAttribute("hidden", !can);
    document.getElementById("no-voice")?.toggleAttribute("hidden", can);
  }

  /** From the beginning. Speaks within the press itself: nothing is fetched and nothing waited for. */
  read(): void {
    if (!this.synthesis || this.start?.hidden) {
      return;
    }
    this.synthesis.cancel();
    this.queued = piecesOf(this.here()).map((piece) => this.utterance(piece));
    const last = this.queued[this.queued.length - 1];
    if (last) {
      last.onend = () => this.ended(last);
      last.onerror = () => this.ended(last);
    }
    for (const utterance of this.queued) {
      this.synthesis.speak(utterance);
    }
    this.stopper?.toggleAttribute("hidden", last === undefined);
  }

  stop(): void {
    this.synthesis?.cancel();
    this.quiet();
  }

  /** The end of a reading that was begun anew meanwhile says nothing. */
  private ended(last: SpeechSynthesisUtterance): void {
    if (this.queued.includes(last)) {
      this.quiet();
    }
  }

  private quiet(): void {
    this.queued = [];
    if (document.activeElement === this.stopper) {
      this.start?.focus(); // what is hidden loses the focus, and the page would begin at its top
    }
    this.stopper?.toggleAttribute("hidden", true);
  }

  private utterance({ text, language }: Piece): SpeechSynthesisUtterance {
    const utterance = new SpeechSynthesisUtterance(text);
    const voice = this.voiceFor(language) ?? this.voiceFor(languageOf(this.here()));
    utterance.voice = voice ?? null;
    utterance.lang = voice?.lang ?? language;
    utterance.rate = RATES[document.documentElement.dataset.speed ?? ""] ?? 1;
    return utterance;
  }

  private voiceFor(language: string): SpeechSynthesisVoice | undefined {
    const wanted = primary(language);
    return this.synthesis
      ?.getVoices()
      .find(({ localService, lang }) => localService && primary(lang) === wanted && !OTHER_CHINESE.test(lang));
  }
}

/** "zh" of zh-Hans, zh_CN and of cmn, by which some engines call Mandarin. */
function primary(language: string): string {
  const [code = ""] = language.toLowerCase().split(/[-_]/);
  return code === "cmn" ? "zh" : code;
}

function languageOf(part: Element): string {
  const named = part.querySelector("legend [lang]") ?? part.closest("[lang]");
  return named?.getAttribute("lang") ?? "";
}

/** What is read of a question: its line, its stem, what a picture shows, each choice with its letter; else its text. */
function piecesOf(part: HTMLElement): Piece[] {
  const parts = Array.from(part.querySelectorAll<HTMLElement>("h2, h3, p, li, legend, img, .choice"));
  return parts
    .filter((each) => each.getClientRects().length > 0 && !each.closest("[aria-live], [role=status]"))
    .map((each) => ({ text: spoken(each), language: spokenLanguage(each) }))
    .filter(({ text }) => text !== "");
}

function spoken(part: HTMLElement): string {
  if (part instanceof HTMLImageElement) {
    return part.alt;
  }
  const chosen = part.querySelector<HTMLInputElement>("input")?.checked ?? true;
  const words = Array.from(part.childNodes)
    .flatMap((node) => (node instanceof HTMLElement && node.matches(".choice-box") ? Array.from(node.childNodes) : [node]))
    .filter((node) => chosen || !(node instanceof Element && node.matches(".choice-chosen")))
    .map((node) => (node.textContent ?? "").trim());
  return words.filter((word) => word !== "").join(" ");
}

function spokenLanguage(part: HTMLElement): string {
  const named = part.querySelector("[lang]") ?? part.closest("[lang]");
  return named?.getAttribute("lang") ?? "";
}
