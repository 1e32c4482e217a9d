// While the time stands a calm page lies in place of the questions: nothing can be read, chosen or handed in. What was
// chosen before stays kept and goes on being sent.

/** The cover and what it covers. Both are on the page already, also for those without scripts. */
export class PauseCover {
  private readonly screen = document.getElementById("exam-screen");
  private readonly cover = document.getElementById("paused");
  private on = false;

  /** Covers or uncovers the questions; true if that was a change. */
  turn(on: boolean): boolean {
    if (on === this.on) {
      return false;
    }
    this.on = on;
    this.screen?.toggleAttribute("hidden", on);
    this.cover?.toggleAttribute("hidden", !on);
    if (on) {
      document.getElementById("paused-heading")?.focus();
    }
    return true;
  }
}
