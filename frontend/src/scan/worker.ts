// The worker that reads: a costly step of the ladder takes a third of a second on a slow phone, and in that time the page
// must still answer a finger. Only this script may compile the reader (web/__init__.py), the page itself may not.

import { Film } from "./film";
import type { Frame, Said, Start } from "./messages";
import { ownReader } from "./ownReader";
import { readAfter, startReader } from "./qrReader";

declare const self: DedicatedWorkerGlobalScope;

let film: Promise<Film> | null = null;

self.addEventListener("message", ({ data }: MessageEvent<Start | Frame>) => {
  if ("wasmUrl" in data) {
    film = started(data.wasmUrl);
    film.then(() => say({ kind: "ready" })).catch(() => say({ kind: "broken" }));
  } else {
    void look(data);
  }
});

async function started(wasmUrl: string): Promise<Film> {
  const response = await fetch(wasmUrl);
  if (!response.ok) {
    throw new Error(`the reader did not come: ${response.status}`);
  }
  await startReader(await response.arrayBuffer());
  return new Film({ own: await ownReader(), bundled: readAfter });
}

async function look({ order, image }: Frame): Promise<void> {
  const seen = await (await film)?.look(image);
  say({ kind: "looked", order, text: seen?.text ?? null, isDark: seen?.isDark ?? false });
}

function say(said: Said): void {
  self.postMessage(said);
}
