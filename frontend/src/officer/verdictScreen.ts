// The verdict, full screen. Every text goes in as text, never as markup: a QR code is a stranger's handwriting.

import { say, type Sentences } from "../exam/sentences";
import { signal, type Kind } from "../scan/signals";
import { sayAge } from "./age";
import { kindOf, wordKey } from "./kinds";
import { isoDay } from "./legalTime";
import { formatNumber } from "./number";
import { element } from "./officerConfig";
import type { ServerAnswer } from "./outbox";
import type { Verdict } from "./verdict";

type SlotName = "age" | "word" | "reason" | "person" | "name" | "card" | "compare" | "server";

const LONGEST_SHOWN_HOST = 80;
const LONGEST_SHORT_WORD = 3;

export class VerdictScreen {
  private readonly root = element("verdict");
  private readonly section = this.root.querySelector<HTMLElement>(".verdict") ?? this.root;
  private readonly photo = new PhotoPlace(this.section);
  /** Nonce of the check on the screen; null while the camera is. */
  private nonce: string | null = null;
  private shown: Verdict | null = null;

  constructor(private readonly sentences: Sentences) {}

  /** The verdict this device has come to by itself. */
  showLocal(nonce: string, text: string, verdict: Verdict, at: number): void {
    this.open(nonce, kindOf(verdict.verdict, verdict.status), wordKey(verdict.verdict, verdict.status));
    this.shown = verdict;
    this.section.dataset.code = verdict.verdict;
    this.writeAge(verdict, at);
    this.write("reason", this.reasonOf(verdict, text));
    if (verdict.claims) {
      const { name, number, validFrom } = verdict.claims;
      this.writePerson(name, number, isoDay(validFrom), verdict.verdict === "GENUINE");
    }
  }

  /** A typed number: this device cannot judge it, only the server can. */
  showAsked(nonce: string, number: string): void {
    this.open(nonce, "check", navigator.onLine ? "word_asking" : "word_check");
    const key = navigator.onLine ? "number_asking" : "number_offline";
    this.write("reason", this.say(key, { number: formatNumber(number) }));
  }

  /** No trust list was ever loaded, so nothing can be said. */
  showCannotKnow(nonce: string): void {
    this.open(nonce, "check", "word_check");
    this.write("reason", this.say("no_trust"));
  }

  /** The server's view, beside ours: ours stays, and a disagreement is said in words. */
  showServer(answer: ServerAnswer): void {
    if (answer.nonce !== this.nonce) {
      return;
    }
    if (this.shown === null) {
      this.showServerAlone(answer);
    } else {
      const agrees = this.shown.verdict === answer.verdict;
      const word = this.say(wordKey(answer.verdict, answer.status));
      this.write("server", this.say(agrees ? "server_agrees" : "server_differs", { word }), answer.note);
      this.slot("server").dataset.agrees = String(agrees);
    }
    this.photo.show(answer.photo_url);
  }

  showServerRefused(nonce: string, sentence: string): void {
    if (nonce === this.nonce) {
      this.write("server", sentence);
    }
  }

  close(): void {
    this.nonce = null;
    this.root.hidden = true;
    element("scanner").hidden = false;
  }

  private showServerAlone(answer: ServerAnswer): void {
    this.paint(kindOf(answer.verdict, answer.status), wordKey(answer.verdict, answer.status));
    this.section.dataset.code = answer.verdict;
    this.write("reason", this.say("number_answered"));
    this.write("server", answer.note);
    if (answer.name !== undefined && answer.number !== undefined) {
      this.writePerson(answer.name, answer.number, answer.issued_on, answer.verdict === "GENUINE");
    }
  }

  private open(nonce: string, kind: Kind, word: string): void {
    this.nonce = nonce;
    this.shown = null;
    delete this.section.dataset.code;
    delete this.slot("server").dataset.agrees;
    this.slot("person").hidden = true;
    this.slot("age").removeAttribute("data-stale");
    for (const name of ["age", "reason", "name", "card", "compare"] as const) {
      this.write(name, "");
    }
    this.photo.show(undefined);
    this.write("server", this.say(navigator.onLine ? "server_asking" : "server_later"));
    this.root.hidden = false;
    element("scanner").hidden = true;
    this.paint(kind, word);
    this.slot("word").focus();
  }

  private paint(kind: Kind, key: string): void {
    const word = this.say(key);
    this.section.dataset.verdict = kind;
    this.write("word", word);
    this.slot("word").toggleAttribute("data-long", word.length > LONGEST_SHORT_WORD);
    signal(kind);
  }

  private writeAge({ status, listIssuedAt }: Verdict, at: number): void {
    if (status === null) {
      return;
    }
    const isOld = status !== "FRESH";
    this.slot("age").toggleAttribute("data-stale", isOld);
    const sentence =
      listIssuedAt === null
        ? this.say("list_none")
        : sayAge(isOld ? "list_stale" : "list_fresh", listIssuedAt, at, this.sentences);
    this.write("age", sentence);
  }

  private reasonOf({ verdict, reason }: Verdict, text: string): string {
    if (reason === "not_ours") {
      // Named, so that the officer can report it; never opened.
      const host = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]+)/i.exec(text.slice(0, 200))?.[1];
      return host ? this.say("reason_not_ours_host", { host: host.slice(0, LONGEST_SHOWN_HOST) }) : this.say("reason_not_ours");
    }
    return this.say(reason === "ended" ? `ended_${verdict}` : `reason_${reason}`);
  }

  private writePerson(name: string, number: string, issuedOn: string | undefined, isGenuine: boolean): void {
    this.write("name", name);
    this.write("card", formatNumber(number), issuedOn && this.say("issued_on", { day: issuedOn }));
    // A verdict is about the paper, not about the person who holds it.
    this.write("compare", isGenuine ? this.say("advice_person") : "");
    this.slot("person").hidden = false;
  }

  private slot(name: SlotName): HTMLElement {
    return this.section.querySelector<HTMLElement>(`[data-slot="${name}"]`) ?? this.madeSlot(name);
  }

  /** The server's line has no place in the macro that is also drawn without a script. */
  private madeSlot(name: SlotName): HTMLElement {
    const line = document.createElement("p");
    line.dataset.slot = name;
    this.slot("person").after(line);
    return line;
  }

  private write(name: SlotName, ...sentences: (string | undefined)[]): void {
    this.slot(name).textContent = sentences.filter(Boolean).join(" ");
  }

  private say(key: string, values: Record<string, string | number> = {}): string {
    return say(this.sentences, key, values);
  }
}

/** Where the photo goes: in the place of the silhouette that stands there until one comes from the server. */
class PhotoPlace {
  private readonly silhouette: Element | null;
  private readonly photo = document.createElement("img");

  constructor(section: Element) {
    this.silhouette = section.querySelector(".person-photo");
    this.photo.className = "person-photo";
    this.photo.alt = "";
  }

  /** Only from our own server. */
  show(url: string | undefined): void {
    if (url !== undefined && new URL(url, location.href).origin === location.origin) {
      this.photo.src = url;
      this.silhouette?.replaceWith(this.photo);
    } else if (this.silhouette) {
      this.photo.replaceWith(this.silhouette);
      this.photo.removeAttribute("src");
    }
  }
}
