// The candidate's exam screen.
//
// The server renders the whole paper as plain forms that work without this script. When it can keep its promises it takes
// the forms over, shows one question at a time, and keeps each change on this computer first and then on the server. If
// anything fails before that moment, nothing on the page has changed and the forms stay usable.
//
// Page contract (ids; "?" may be absent):
//   #sitting-config        JSON block, see config.ts; sentence keys below
//   form.slot#slot-N       input[name=value] (radio or checkbox, value = letter); button[data-act=save], [data-act=mark]?,
//                          [data-act=clear]? ; the first legend, h1 or h2 takes the focus
//   #questions             holds the forms
//   #panel                 filled with button.cell#cell-N, or holding them already; #panel-toggle? opens it on small screens
//   #previous #next #mark? buttons, hidden until the script runs (#mark marks the current question)
//   #clock                 role=timer; data-phase = calm | soon | last | over; #clock-toggle? hides it until the last 5 minutes
//   #saved-state           data-state = saved | kept | away | fault
//   #announcer             role=status, visually hidden; #notice role=alert, hidden
//   #more-below?           "C, D below"; #bar? the sticky row of buttons, whose top edge counts as the end of the page
//   #hand-in               opens #review
//   #exam-screen?          everything that #paused? #held_back? (and -heading) lie in place of while the time stands
//   #review                #review-heading #review-counts #review-unanswered (ul) #review-marked (ul) #review-back
//                          #review-continue; a list inside [data-list] is hidden with it when empty
//   #confirm               #confirm-heading #confirm-sentence #confirm-state #confirm-back #confirm-hand-in
//   #settings?             details with the switches of display.ts; #read? #read-stop? #no-voice? #speed?: see reader.ts
//   #keys? #keys-open? #keys-close?   the list of keys, a dialog
//   <html data-script>     on | second-tab | failed: for the style sheet
// Sentence keys: time_left{minutes,seconds} time_soon time_last time_over saved{slot} all_saved kept{slot} resending{count}
//   network_lost{count} network_back{count} not_kept{slot} second_tab differs cell_answered{slot} cell_answered_marked{slot}
//   cell_empty{slot} cell_empty_marked{slot} question{slot} more_below{letters} review_counts{answered,unanswered,marked}
//   review_complete{answered,marked} confirm_complete confirm_unanswered{count} handing_in unsent{count} sitting_closed too_late lease_lost kept_here{count} signed_out
//   paused goes_on held_back
// On the page of a computer that was replaced there is #replaced instead, see replaced.ts.

import { ExamClock, pageArrivedAt, phaseOf, timeLeft, type Phase } from "./clock";
import { CannotStart, readConfig, type SittingConfig } from "./config";
import { Display } from "./display";
import { countsOf, deliver, showConfirm, showReview } from "./handIn";
import { listenToKeys, offerKeyList } from "./keys";
import { claimSitting, whenFree } from "./lock";
import { AnswerPanel } from "./panel";
import { PauseCover } from "./pause";
import { UNTOUCHED, type Ack, type AnswerEvent, type Change, type RefusalCode, type Standing } from "./protocol";
import { AnswerQueue, type QueueListener } from "./queue";
import { Reader } from "./reader";
import { isReplaced, sayWhatIsKept, unsentIn, whereToGoOn } from "./replaced";
import { SavedLine } from "./savedLine";
import { say } from "./sentences";
import { Signals } from "./signals";
import { SlotForm, type SlotListener } from "./slot";
import { SittingStore } from "./store";

type View = "questions" | "review" | "confirm";

const VIEWS: readonly View[] = ["questions", "review", "confirm"];
const TICK_MS = 250;
const NEEDED_IDS = [
  ...VIEWS,
  ...["panel", "previous", "next", "hand-in", "clock", "saved-state", "announcer", "notice"],
  ...["review-heading", "review-counts", "review-unanswered", "review-marked", "review-back", "review-continue"],
  ...["confirm-heading", "confirm-sentence", "confirm-state", "confirm-back", "confirm-hand-in"],
];

class ExamScreen implements QueueListener, SlotListener {
  private readonly forms: readonly SlotForm[];
  private readonly clock = new ExamClock();
  private readonly cover = new PauseCover();
  private readonly savedLine: SavedLine;
  private readonly signals: Signals;
  private queue!: AnswerQueue;
  private panel!: AnswerPanel;
  private reader!: Reader;
  private current: SlotForm;
  private phase: Phase = "calm";
  private delivering: AbortController | null = null;
  private closed = false;

  constructor(
    private readonly config: SittingConfig,
    private readonly store: SittingStore,
    private readonly display: Display,
  ) {
    this.forms = slotForms();
    const [first] = this.forms;
    if (first === undefined) {
      throw new CannotStart("no questions");
    }
    this.current = first;
    this.signals = new Signals(config, store);
    this.savedLine = new SavedLine(element("saved-state"), config.sentences, announce);
  }

  /** Everything that can fail comes before the first change to the page. */
  async open(): Promise<void> {
    this.queue = await AnswerQueue.open(this.config, this.store, this);
    const lastSlot = await this.store.lastSlot();
    NEEDED_IDS.forEach(element);

    this.setClock(this.config.deadline_ms - this.config.server_ms, pageArrivedAt(), this.config.standing);
    this.panel = new AnswerPanel(element("panel"), this.slots, this.config.sentences, (slot) => this.goTo(slot));
    for (const form of this.forms) {
      form.show(this.queue.state.get(form.slot) ?? UNTOUCHED);
      form.takeOver(this);
    }
    this.connectButtons();
    this.reader = new Reader(() => this.inFront);
    this.connectKeys();
    document.documentElement.dataset.script = "on"; // before the first question: what is below is seen on the new shape
    this.show("questions");
    this.turnTo(this.forms.find(({ slot }) => slot === (lastSlot ?? this.config.at_slot)) ?? this.current);
    this.savedLine.start(this.queue.unsent);
    this.coverWhile(this.config.standing);
    this.tick();
    setInterval(() => this.tick(), TICK_MS);
    addEventListener("online", () => this.queue.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.queue.hurry()); // wake: ask for the time
    document.addEventListener("kept-answers", (asked) => (asked as CustomEvent).detail.push(this.queue.kept)); // kept.ts
    this.signals.watch();
    this.queue.start();
  }

  // What the candidate does

  chosen(slot: number, value: string): void {
    this.record({ kind: "set", slot, value });
  }

  markPressed(slot: number): void {
    const { marked } = this.queue.state.get(slot) ?? UNTOUCHED;
    this.record({ kind: "mark", slot, value: marked ? "0" : "1" });
  }

  private record(change: Change): void {
    const before = this.queue.state.get(change.slot) ?? UNTOUCHED;
    if (change.kind === "set" && change.value === before.value) {
      return;
    }
    void this.queue.record(change);
    this.refresh();
  }

  /** Going anywhere takes back a hand-in that still waits; when time is up there is nowhere to go. */
  private goTo(slot: number): void {
    const form = this.forms.find((candidate) => candidate.slot === slot);
    if (form && this.mayLeave()) {
      this.show("questions");
      this.turnTo(form);
      form.focus();
    }
  }

  private turnTo(form: SlotForm): void {
    this.current = form;
    for (const other of this.forms) {
      other.form.hidden = other !== form;
    }
    this.reader.stop();
    this.reader.refresh();
    const place = this.forms.indexOf(form);
    button("previous").disabled = place === 0;
    button("next").disabled = place === this.forms.length - 1;
    document.body.dataset.panel = "closed";
    void this.store.noteSlot(form.slot).catch(() => undefined); // only a convenience after a reload
    this.refresh();
  }

  private step(by: number): void {
    const next = this.forms[this.forms.indexOf(this.current) + by];
    if (next) {
      this.goTo(next.slot);
    }
  }

  private connectButtons(): void {
    const acts: Record<string, () => void> = {
      previous: () => this.step(-1),
      next: () => this.step(1),
      mark: () => this.markPressed(this.current.slot),
      "hand-in": () => this.openReview(),
      "review-back": () => this.goTo(this.current.slot),
      "review-continue": () => this.openConfirm(),
      "confirm-back": () => this.openReview(),
      "confirm-hand-in": () => void this.handIn(),
      "panel-toggle": () => (document.body.dataset.panel = document.body.dataset.panel === "open" ? "closed" : "open"),
      "clock-toggle": () => element("clock").toggleAttribute("hidden"),
    };
    for (const [id, act] of Object.entries(acts)) {
      const control = document.getElementById(id);
      control?.addEventListener("click", (event) => {
        event.preventDefault(); // without script some of these are links
        act();
      });
      control?.removeAttribute("hidden");
    }
    if (document.getElementById("mark")) {
      document.querySelectorAll<HTMLElement>('form.slot [data-act="mark"]').forEach((mark) => (mark.hidden = true));
    }
    button("confirm-hand-in").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    addEventListener("scroll", () => this.sayWhatIsBelow(), { passive: true });
    addEventListener("resize", () => this.sayWhatIsBelow());
  }

  private connectKeys(): void {
    listenToKeys(
      {
        KeyQ: () => this.goTo(this.current.slot),
        KeyS: () => this.openSheet(),
        KeyH: () => document.body.dataset.view === "questions" && this.openReview(), // on a phone its button is in the sheet
        KeyT: () => this.display.next("size"),
        KeyC: () => this.display.next("contrast"),
        KeyV: () => this.display.next("speed"),
      },
      () => this.takeBack(),
    );
    offerKeyList();
  }

  /** The answer sheet, from wherever the candidate is; the arrow is on the question in front. */
  private openSheet(): void {
    if (this.mayLeave()) {
      this.show("questions");
      document.body.dataset.panel = "open";
      document.getElementById(`cell-${this.current.slot}`)?.focus();
    }
  }

  /** What Escape takes back: the sound, the open settings, the open sheet. */
  private takeBack(): void {
    this.reader.stop();
    const settings = document.getElementById("settings");
    if (settings?.hasAttribute("open")) {
      settings.removeAttribute("open");
      settings.querySelector<HTMLElement>("summary")?.focus();
    } else if (document.body.dataset.panel === "open") {
      document.body.dataset.panel = "closed";
      this.current.focus();
    }
  }

  // Handing in

  private mayLeave(): boolean {
    if (this.phase === "over") {
      return false;
    }
    this.delivering?.abort();
    return true;
  }

  private openReview(): void {
    if (!this.mayLeave()) {
      return;
    }
    showReview(countsOf(this.queue.state, this.slots), this.config.sentences, (slot) => this.goTo(slot));
    this.show("review");
  }

  private openConfirm(): void {
    showConfirm(countsOf(this.queue.state, this.slots), this.config.sentences);
    element("confirm-state").textContent = this.queue.unsent > 0 ? this.say("unsent", { count: this.queue.unsent }) : "";
    this.show("confirm");
  }

  private async handIn(): Promise<void> {
    if (this.delivering) {
      return;
    }
    this.delivering = new AbortController();
    this.setLocked(true);
    button("confirm-hand-in").disabled = true;
    this.sayDelivering(this.queue.unsent);
    const delivery = await deliver(this.queue, (unsent) => this.sayDelivering(unsent), this.delivering.signal);
    this.delivering = null;
    if (delivery.kind === "receipt") {
      this.queue.stop();
      await this.store.wipe(this.config.sitting);
      location.assign(delivery.url);
    } else if (delivery.kind === "refused") {
      this.refused(delivery.code);
    } else if (!this.closed) {
      this.setLocked(false);
      button("confirm-hand-in").disabled = false;
      element("confirm-state").textContent = "";
    }
  }

  private sayDelivering(unsent: number): void {
    element("confirm-state").textContent = unsent > 0 ? this.say("unsent", { count: unsent }) : this.say("handing_in");
  }

  // What the queue reports

  kept(event: AnswerEvent, stored: boolean): void {
    this.savedLine.kept(event, stored, this.queue.unsent);
  }

  acknowledged(ack: Ack, sentAt: number, receivedAt: number): void {
    // The server looked at its clock somewhere between the two; the middle is off by half the way at most.
    this.setClock(ack.deadlineMs - ack.serverMs, (sentAt + receivedAt) / 2, ack.standing);
    this.savedLine.acknowledged(this.queue.unsent, countsOf(this.queue.state, this.slots).answered);
    this.signals.networkThere();
    this.coverWhile(ack.standing);
    this.tick();
  }

  failed(): void {
    this.savedLine.failed(this.queue.unsent);
    this.signals.networkLost();
    if (this.delivering && this.queue.unsent > 0) {
      this.sayDelivering(this.queue.unsent);
      announce(this.say("unsent", { count: this.queue.unsent }));
    }
  }

  refused(code: RefusalCode): void {
    notice(this.say(code));
    if (code === "lease_lost") {
      void this.replaced();
    }
    if (code !== "signed_out") {
      this.closed = true;
      this.delivering?.abort();
      this.setLocked(true);
      button("confirm-hand-in").disabled = true;
    }
  }

  /** Calm, and no reload: what is kept here stays, and without a network there would be no page to come back to. */
  private async replaced(): Promise<void> {
    const told = (await whereToGoOn()) || this.say("lease_lost");
    const count = await unsentIn(this.store).catch(() => 0);
    notice(count > 0 ? `${told} ${this.say("kept_here", { count })}` : told);
  }

  differs(): void {
    notice(this.say("differs"));
  }

  outdated(): void {
    location.reload();
  }

  // Pauses

  private setClock(remainingMs: number, at: number, standing: Standing): void {
    if (standing) {
      this.clock.stand(remainingMs);
    } else {
      this.clock.anchor(remainingMs, at);
    }
  }

  private coverWhile(standing: Standing): void {
    const before = this.cover.on;
    if (before === standing) {
      return;
    }
    this.cover.turn(standing);
    if (!standing && !this.clock.remainingMs()) {
      return this.timeIsUp(); // no time was given back
    }
    announce(this.say(standing || "goes_on"));
    if (before === "held_back") {
      this.show("questions");
    }
    if (standing === "held_back") {
      element("notice").hidden = true; // what is being handed in goes on asking, and is refused until it is decided
    }
    if (!standing && document.body.dataset.view === "questions") {
      this.current.focus();
    }
  }

  // What is shown

  /** The question, or the check before handing in. */
  private get inFront(): HTMLElement {
    const view = (document.body.dataset.view ?? "questions") as View;
    return view === "questions" ? this.current.form : element(view);
  }

  private get slots(): number[] {
    return this.forms.map(({ slot }) => slot);
  }

  private refresh(): void {
    const { state } = this.queue;
    const here = state.get(this.current.slot) ?? UNTOUCHED;
    this.current.show(here);
    document.getElementById("mark")?.setAttribute("aria-pressed", String(here.marked));
    this.panel.show(state, this.current.slot);
    this.sayWhatIsBelow();
  }

  private show(view: View): void {
    for (const other of VIEWS) {
      element(other).hidden = other !== view;
    }
    document.body.dataset.view = view;
    this.reader.stop();
    if (view !== "questions") {
      const heading = element(`${view}-heading`);
      heading.tabIndex = -1;
      heading.focus();
    }
  }

  private tick(): void {
    const remaining = this.clock.remainingMs();
    const line = element("clock");
    const words = timeLeft(remaining, this.config.sentences);
    if (line.textContent !== words) {
      line.textContent = words;
    }
    const phase = phaseOf(remaining);
    if (phase !== this.phase) {
      this.enter(phase);
    }
  }

  private enter(phase: Phase): void {
    const before = this.phase;
    this.phase = phase;
    const line = element("clock");
    line.dataset.phase = phase;
    if (phase === "soon" || phase === "last") {
      announce(this.say(`time_${phase}`));
    }
    if (phase === "last" || phase === "over") {
      line.hidden = false;
    }
    if (phase === "over" && !this.closed && !this.cover.on) {
      this.timeIsUp();
    } else if (before === "over") {
      this.delivering?.abort(); // time was added at the last moment
      element("notice").hidden = true;
      button("confirm-back").hidden = false;
    }
  }

  private timeIsUp(): void {
    notice(this.say("time_over"));
    this.show("confirm");
    element("confirm-sentence").textContent = this.say("time_over");
    button("confirm-back").hidden = true;
    void this.handIn();
  }

  private sayWhatIsBelow(): void {
    const marker = document.getElementById("more-below");
    if (marker) {
      const bottom = document.getElementById("bar")?.getBoundingClientRect().top ?? innerHeight;
      const letters = this.current.lettersBelow(bottom);
      marker.hidden = letters.length === 0;
      const listed = letters.join(this.say("list_comma"));
      marker.textContent = letters.length === 0 ? "" : this.say("more_below", { letters: listed });
    }
  }

  private setLocked(locked: boolean): void {
    this.forms.forEach((form) => form.setLocked(locked));
    const mark = document.getElementById("mark") as HTMLButtonElement | null;
    if (mark) {
      mark.disabled = locked;
    }
  }

  private say(key: string, values: Record<string, string | number> = {}): string {
    return say(this.config.sentences, key, values);
  }
}

function slotForms(): SlotForm[] {
  return Array.from(document.querySelectorAll<HTMLFormElement>("form.slot"), (form) => new SlotForm(form));
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new CannotStart(`no #${id}`);
  }
  return found;
}

function announce(sentence: string): void {
  element("announcer").textContent = sentence;
}

function notice(sentence: string): void {
  const line = element("notice");
  line.textContent = sentence;
  line.hidden = false;
}

function button(id: string): HTMLButtonElement {
  return element(id) as HTMLButtonElement;
}

/** Two tabs would give out the same numbers twice; this one only looks until the other has gone. */
function onlyLook(config: SittingConfig): void {
  slotForms().forEach((form) => form.setLocked(true));
  notice(say(config.sentences, "second_tab"));
  document.documentElement.dataset.script = "second-tab";
  whenFree(config.sitting, () => location.reload());
  void reportSecondTab(config).catch(() => undefined); // where storage does not open, nothing is reported
}

async function reportSecondTab(config: SittingConfig): Promise<void> {
  const signals = new Signals(config, await SittingStore.open(config.sitting, config.epoch));
  await signals.note("second_tab", 0);
  await signals.send();
}

async function start(): Promise<void> {
  if (isReplaced()) {
    await sayWhatIsKept();
    return;
  }
  const display = new Display(announce); // before anything that can fail: who cannot read helps nobody
  const config = readConfig();
  if (!(await claimSitting(config.sitting))) {
    onlyLook(config);
    return;
  }
  const store = await SittingStore.open(config.sitting, config.epoch);
  await new ExamScreen(config, store, display).open();
}

// A page out of the back-forward cache holds a clock and a queue of the past.
addEventListener("pageshow", (event) => event.persisted && location.reload());

start().catch((error: unknown) => {
  document.documentElement.dataset.script = "failed"; // the forms still post themselves
  console.error(error);
});
