// The patrol officer's page: scan, hear the verdict at once, go on. Works without a network; what the server thinks comes
// beside it when there is one. No address found in a QR code is ever opened or fetched.
//
// Page contract (ids; "?" may be absent):
//   #officer-config   JSON block, see officerConfig.ts
//   #scanner          everything but the verdict; hidden while a verdict is on the screen
//   #camera           <video playsinline muted>; #camera-state says what is wrong with it; #start-camera? tries again
//   #torch?           button aria-pressed, hidden until the camera has a light; #night-mode? button aria-pressed
//   #list-age         how old the lists are, data-tone = ok | old | none; #lists-refresh? button
//   #clock-state?     says that the device's clock is behind; #storage-state? that the browser may forget what is kept
//   #number-form      form with input#number and #number-error (hidden)
//   #outbox-count     what is not sent yet, data-stuck = how many were refused for good
//   #verdict          hidden; holds the macro verdict_screen: .verdict with [data-slot=age|word|reason|person|name|card|
//                     compare] and a .person-photo; perhaps [data-slot=server], which is made after the person if absent
//                     (data-agrees = true | false); button#verdict-next. Set here: data-verdict = valid | ended | check |
//                     unreadable, data-code = the code of the verdict, data-stale on the age, data-long on a long word
//   html[data-mode=night|day]; html[data-script=on] as soon as this runs: without it, what needs it is not shown
// Sentence keys: word_valid word_check word_unreadable word_asking word_{REVOKED,WITHDRAWN,CANCELLED,REPLACED,EXPIRED,FORGED}
//   ended_{REVOKED,WITHDRAWN,CANCELLED,REPLACED,SUSPENDED} reason_{digits,version,envelope,alg,kid,sig_form,signature,
//   profile,authority,never_issued,unknown_status_value,before_first_day,after_last_day,listed,no_list,list_expired,
//   place_not_listed} reason_not_ours reason_not_ours_host{host} advice_person issued_on{day} no_trust
//   list_fresh{age,time} list_stale{age,time} list_none age_minutes{count} age_hours{count} age_days{count}
//   lists_age{age,time} lists_none lists_not_reached clock_behind storage_not_kept
//   server_asking server_later server_agrees{word} server_differs{word} number_wrong number_asking{number}
//   number_offline{number} number_answered outbox_empty outbox_waiting{count} outbox_stuck{count}
//   camera_starting camera_ready camera_insecure camera_refused camera_none camera_missing camera_dark

import { say } from "../exam/sentences";
import { CameraUnavailable, Scanner } from "../scan/scanner";
import { sayAge } from "./age";
import { ListKeeper } from "./lists";
import { normaliseNumber, numberIsWellFormed } from "./number";
import { element, readConfig, type OfficerConfig } from "./officerConfig";
import { openOfficerDb } from "./officerStore";
import { newNonce, Outbox, type CheckRecord, type OutboxListener, type Position, type ServerAnswer } from "./outbox";
import { VerdictScreen } from "./verdictScreen";
import { check } from "./verify";

const REFRESH_MS = 10 * 60_000;
const POSITION_LIFE_MS = 2 * 60_000;
const OLD_LIST_S = 86_400;
const NIGHT = "watchword-night";

class ScanPage implements OutboxListener {
  private readonly screen: VerdictScreen;
  private scanner: Scanner | null = null;
  private keeper!: ListKeeper;
  private outbox!: Outbox;
  private position: GeolocationPosition | null = null;

  constructor(private readonly config: OfficerConfig) {
    this.screen = new VerdictScreen(config.sentences);
  }

  async open(): Promise<void> {
    const db = await openOfficerDb();
    this.keeper = await ListKeeper.open(this.config, db);
    this.outbox = new Outbox(this.config, db, this);
    this.connect();
    this.sayAges();
    await this.outbox.count();
    this.outbox.sendNow();
    const refreshed = this.refreshLists();
    setInterval(() => void this.refreshLists(), REFRESH_MS);
    setInterval(() => this.sayAges(), 60_000);
    void this.askForPersistence();
    this.watchPosition();
    const reading = this.loadReader(); // meanwhile
    if (this.keeper.trust === null) {
      await refreshed; // the very first time there is nothing to judge by until the server has answered
    }
    await reading;
    await this.startCamera();
  }

  // Scanning

  /** Once it is there it stays; a press on "Camera" tries again until then. */
  private async loadReader(): Promise<void> {
    try {
      const reading = await Scanner.load(this.config.reader_url, this.config.wasm_url);
      const tellLight = (isDark: boolean) => this.write("camera-state", isDark ? "camera_dark" : "camera_ready");
      this.scanner = new Scanner(element("camera") as HTMLVideoElement, reading, tellLight);
    } catch {
      this.scanner = null; // said where the camera is wanted
    }
  }

  private async startCamera(): Promise<void> {
    this.write("camera-state", "camera_starting");
    if (this.scanner === null) {
      await this.loadReader();
    }
    if (this.scanner === null) {
      this.write("camera-state", "camera_missing"); // the number can still be typed
      return;
    }
    const started = await this.withCamera(this.scanner.start());
    if (started !== null) {
      this.write("camera-state", "camera_ready");
      document.getElementById("torch")?.toggleAttribute("hidden", !this.scanner.hasTorch);
      await this.scanNext();
    }
  }

  private async scanNext(): Promise<void> {
    const text = this.scanner && (await this.withCamera(this.scanner.nextText()));
    if (text !== null) {
      await this.judge(text);
    }
  }

  /** What the camera was asked for; null, and a sentence, where it cannot be used. */
  private async withCamera<T>(asked: Promise<T>): Promise<T | null> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof CameraUnavailable)) {
        throw error;
      }
      this.write("camera-state", error.fault); // the number can still be typed
      return null;
    }
  }

  /** Verdict first, record second, server third: an officer must not wait for any network. */
  private async judge(text: string): Promise<void> {
    const nonce = newNonce();
    const { at } = this.keeper.moment();
    const { trust, lists } = this.keeper;
    if (trust === null) {
      this.screen.showCannotKnow(nonce);
      await this.outbox.add(this.record(nonce, { scanned_text: text, verdict: null, status: null, reason: null }));
      return;
    }
    const verdict = await check(text, trust, lists, at);
    this.screen.showLocal(nonce, text, verdict, at);
    const { verdict: code, status, reason } = verdict;
    await this.outbox.add(this.record(nonce, { scanned_text: text, verdict: code, status, reason }));
  }

  private async ask(typed: string): Promise<void> {
    const number = normaliseNumber(typed);
    const error = element("number-error");
    error.hidden = numberIsWellFormed(number);
    if (!error.hidden) {
      this.write("number-error", "number_wrong");
      return;
    }
    this.scanner?.pause();
    const nonce = newNonce();
    this.screen.showAsked(nonce, number);
    await this.outbox.add(this.record(nonce, { number, verdict: null, status: null, reason: null }));
  }

  private record(nonce: string, judged: Omit<CheckRecord, "nonce" | "at" | "post_id" | "position" | "refused">): CheckRecord {
    const position = this.recentPosition();
    const at = Math.floor(Date.now() / 1000);
    return { nonce, ...judged, at, post_id: this.config.post_id, ...(position ? { position } : {}) };
  }

  // What the outbox reports

  answered(answer: ServerAnswer): void {
    this.screen.showServer(answer);
  }

  refused(record: CheckRecord, sentence: string): void {
    this.screen.showServerRefused(record.nonce, sentence);
  }

  counted(waiting: number, stuck: number): void {
    const line = element("outbox-count");
    line.dataset.stuck = String(stuck);
    const sentences = [
      waiting > 0 ? this.say("outbox_waiting", { count: waiting }) : "",
      stuck > 0 ? this.say("outbox_stuck", { count: stuck }) : "",
    ].filter(Boolean);
    line.textContent = sentences.join(" ") || this.say("outbox_empty");
  }

  // Lists and device

  private async refreshLists(): Promise<void> {
    const reached = await this.keeper.refresh();
    this.sayAges();
    if (!reached) {
      element("list-age").append(" ", this.say("lists_not_reached"));
    }
  }

  private sayAges(): void {
    const { at, clockIsBehind } = this.keeper.moment();
    const oldest = this.keeper.oldestIssuedAt;
    const line = element("list-age");
    line.textContent = oldest === null ? this.say("lists_none") : sayAge("lists_age", oldest, at, this.config.sentences);
    line.dataset.tone = oldest === null ? "none" : at - oldest > OLD_LIST_S ? "old" : "ok";
    const clock = document.getElementById("clock-state");
    if (clock) {
      clock.hidden = !clockIsBehind;
      clock.textContent = clockIsBehind ? this.say("clock_behind") : "";
    }
  }

  /** A browser may throw away what a site keeps, unless it is asked not to; the answer is said. */
  private async askForPersistence(): Promise<void> {
    const persistent = await navigator.storage?.persist?.();
    const line = document.getElementById("storage-state");
    if (line) {
      line.hidden = persistent === true;
      line.textContent = persistent === true ? "" : this.say("storage_not_kept");
    }
  }

  private watchPosition(): void {
    if (this.config.ask_position && "geolocation" in navigator) {
      navigator.geolocation.watchPosition(
        (position) => (this.position = position),
        () => (this.position = null), // a check without a position is still a check
        { enableHighAccuracy: true, maximumAge: POSITION_LIFE_MS },
      );
    }
  }

  private recentPosition(): Position | null {
    if (this.position === null || Date.now() - this.position.timestamp > POSITION_LIFE_MS) {
      return null;
    }
    const { latitude: lat, longitude: lon, accuracy: accuracy_m } = this.position.coords;
    return { lat, lon, accuracy_m };
  }

  // Buttons

  private connect(): void {
    const acts: Record<string, () => unknown> = {
      "verdict-next": () => this.next(),
      "lists-refresh": () => this.refreshLists(),
      "start-camera": () => this.startCamera(),
      torch: () => this.scanner?.setTorch(toggled("torch")),
      "night-mode": () => setNight(toggled("night-mode")),
    };
    for (const [id, act] of Object.entries(acts)) {
      document.getElementById(id)?.addEventListener("click", () => void act());
    }
    element("number-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask((element("number") as HTMLInputElement).value);
    });
    addEventListener("online", () => {
      this.outbox.sendNow();
      void this.refreshLists();
    });
    const chosen = localStorage.getItem(NIGHT);
    if (chosen !== null) {
      setNight(chosen === "on"); // otherwise the page comes as the officer's settings say
    }
  }

  private next(): void {
    this.screen.close();
    (element("number") as HTMLInputElement).value = "";
    void this.scanNext();
  }

  private write(id: string, key: string): void {
    element(id).textContent = this.say(key);
  }

  private say(key: string, values: Record<string, string | number> = {}): string {
    return say(this.config.sentences, key, values);
  }
}

/** Turns a pressed button into an unpressed one and back; the new state. */
function toggled(id: string): boolean {
  const button = element(id);
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  return on;
}

function setNight(on: boolean): void {
  document.documentElement.dataset.mode = on ? "night" : "day";
  document.getElementById("night-mode")?.setAttribute("aria-pressed", String(on));
  localStorage.setItem(NIGHT, on ? "on" : "off");
}

async function registerWorker({ worker_url, worker_scope }: OfficerConfig): Promise<void> {
  // Without HTTPS there is no worker, and the page works as long as it stays open.
  await navigator.serviceWorker?.register(worker_url, { scope: worker_scope });
}

const config = readConfig();
document.documentElement.dataset.script = "on"; // for the style sheet
void registerWorker(config);
void new ScanPage(config).open();
