// The officer's service worker: keeps the page, its script, style and decoder, so that scanning works without a network.
//
// A view serves this file with the list in front of it:
//   self.__precache = [{url, revision}, ...];  files with a hash in their name have revision null
//   self.__shell = "/officer/...";             the page without personal data or CSRF token; one of the URLs above, and
//                                              not the address of the page itself, which would then never be fetched again
// A new worker waits until the old pages are closed: a post session must not change under the officer's hands.

import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope & {
  readonly __precache: (PrecacheEntry | string)[];
  readonly __shell: string;
};

// A network that is there but does not answer is as bad as none.
const PATIENCE_MS = 4000;

cleanupOutdatedCaches();
precacheAndRoute(self.__precache);

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(fromNetworkOrShell(event.request));
  }
});

async function fromNetworkOrShell(request: Request): Promise<Response> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE_MS);
  try {
    return await fetch(request, { signal: impatience.signal });
  } catch {
    return (await matchPrecache(self.__shell)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}
