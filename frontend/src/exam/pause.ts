// While the time stands a calm page lies in place of the questions: nothing can be read, chosen or handed in. What was
// chosen before stays kept and goes on being sent. It stands in a pause, and at its end until an outage is decided.

import type { Standing } from "./protocol";

/** The covers, whose ids are the reasons, and what they cover. They are there for those without scripts, too. */
export class PauseCover {
  on: Standing = "";

  /** Covers or uncovers the questions. */
  turn(on: Standing): void {
    this.on = on;
    for (const id of ["", "paused", "held_back"]) {
      document.getElementById(id || "exam-screen")?.toggleAttribute("hidden", on !== id);
    }
    document.getElementById(`${on}-heading`)?.focus();
  }
}
