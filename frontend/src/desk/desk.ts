// The desk pages' script: htmx, and ten small helps. Every page and every form works without any of it.

import "htmx.org";

import { soundAlarms } from "./alarm";
import { checkIn } from "./checkIn";
import { nameChosenFiles } from "./chosenFile";
import { groupIdNumbers } from "./idNumber";
import { noteIncidents } from "./incident";
import { openSheets } from "./sheet";
import { warnBeforeLeaving } from "./leaving";
import { typeSheets } from "./typing";
import { liveRoom } from "./liveRoom";

document.documentElement.dataset.script = "on"; // for the style sheet
groupIdNumbers(document);
nameChosenFiles(document);
warnBeforeLeaving(document);
checkIn(document);
soundAlarms(document);
noteIncidents(document);
openSheets(document);
typeSheets(document);
liveRoom(document);

// After a refused form the summary is read first, whether the page is new or htmx put the form back in place.
function focusSummary(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
focusSummary();
document.addEventListener("htmx:after:swap", focusSummary);
