// The server's time as this page reckons it: the server's last word, and the page's monotonic clock since. The computer's own
// clock, which anybody can turn, is not asked.

export class ServerTime {
  private latest = 0;

  /** At monotonic moment `at` the server's clock showed `serverMs`. */
  constructor(
    private serverMs: number,
    private at: number,
  ) {}

  anchor(serverMs: number, at: number): void {
    [this.serverMs, this.at] = [serverMs, at];
  }

  /** Whole milliseconds since 1970; never goes back, whatever it is told. */
  now(): number {
    this.latest = Math.max(this.latest, Math.round(this.serverMs + performance.now() - this.at));
    return this.latest;
  }
}
