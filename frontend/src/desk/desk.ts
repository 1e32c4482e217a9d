// The desk pages' script: htmx, and six small helps. Every page and every form works without any of it.

import "htmx.org";

import { checkIn } from "./checkIn";
import { nameChosenFiles } from "./chosenFile";
import { groupIdNumbers } from "./idNumber";
import { warnBeforeLeaving } from "./leaving";
import { liveRoom } from "./liveRoom";

document.documentElement.dataset.script = "on"; // for the style sheet
groupIdNumbers(document);
nameChosenFiles(document);
warnBeforeLeaving(document);
checkIn(document);
liveRoom(document);

// After a refused form the summary is read first, whether the page is new or htmx put the form back in place.
function focusSummary(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
focusSummary();
document.addEventListener("htmx:after:swap", focusSummary);
