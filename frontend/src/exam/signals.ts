// What this page reports of itself: that it was left, was without network, was loaded again or opened twice. Evidence for
// the invigilator, never a verdict. Kept on this computer first, like answers, and sent beside them; no answer waits for it.

import type { SittingConfig } from "./config";
import type { SignalKind, SittingStore } from "./store";

/** Shorter than this is a click on a message of the system. */
const SHORTEST_ABSENCE_MS = 1000;
const MOST_AT_ONCE = 50;
const REQUEST_MS = 10_000;

export class Signals {
  private leftAt: number | null = null;
  private awaySince: number | null = null;
  private sending = false;

  constructor(
    private readonly config: SittingConfig,
    private readonly store: SittingStore,
  ) {}

  /** Watches the page from now on. */
  watch(): void {
    addEventListener("blur", () => this.left());
    addEventListener("focus", () => this.cameBack());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.left() : this.cameBack()));
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (navigation?.type === "reload") {
      void this.note("reloaded", 0);
    }
  }

  /** A request failed: the network is away since then. */
  networkLost(): void {
    this.awaySince ??= performance.now();
  }

  /** The server answered: what is not reported yet goes now. */
  networkThere(): void {
    if (this.awaySince !== null) {
      void this.note("reconnected", performance.now() - this.awaySince);
      this.awaySince = null;
    }
    void this.send();
  }

  async note(kind: SignalKind, ms: number): Promise<void> {
    await this.store.keepSignal(kind, Math.round(ms / 1000)).catch(() => undefined); // nothing depends on it
  }

  async send(): Promise<void> {
    if (this.sending || this.config.signals_url === "") {
      return;
    }
    this.sending = true;
    try {
      const kept = await this.store.signals(MOST_AT_ONCE);
      if (kept.length > 0 && (await this.post(kept))) {
        await this.store.dropSignals(kept.map(({ number }) => number));
      }
    } catch {
      // The next heartbeat tries again.
    } finally {
      this.sending = false;
    }
  }

  private left(): void {
    this.leftAt ??= performance.now();
  }

  private cameBack(): void {
    if (this.leftAt !== null && !document.hidden) {
      const away = performance.now() - this.leftAt;
      this.leftAt = null;
      if (away >= SHORTEST_ABSENCE_MS) {
        void this.note("focus_lost", away);
      }
    }
  }

  private async post(signals: readonly object[]): Promise<boolean> {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), REQUEST_MS);
    try {
      const response = await fetch(this.config.signals_url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.config.csrf },
        body: JSON.stringify({ epoch: this.config.epoch, signals }),
        credentials: "same-origin",
        redirect: "error",
        signal: impatience.signal,
      });
      return response.ok && ((await response.json()) as { held?: number }).held === signals.length;
    } finally {
      clearTimeout(timer);
    }
  }
}
