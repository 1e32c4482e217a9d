// While the time stands a calm page lies in place of the questions: nothing can be read, chosen or handed in. What was
// chosen before stays kept and goes on being sent. It stands in a pause, and at its end until an outage is decided.

/** Why the time stands; null: it runs. Also the ids of the covers, which are on the page already. */
export type Standing = "paused" | "held-back" | null;

/** The covers and what they cover. They are there for those without scripts, too. */
export class PauseCover {
  private readonly screen = document.getElementById("exam-screen");
  private on: Standing = null;

  /** Covers or uncovers the questions; what was on before if that was a change. */
  turn(on: Standing): Standing | undefined {
    const before = this.on;
    if (on === before) {
      return undefined;
    }
    this.on = on;
    this.screen?.toggleAttribute("hidden", on !== null);
    for (const id of ["paused", "held-back"]) {
      document.getElementById(id)?.toggleAttribute("hidden", on !== id);
    }
    document.getElementById(`${on}-heading`)?.focus();
    return before;
  }
}
