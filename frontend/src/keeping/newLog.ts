// What pages keep in Chromium survives one kill of the browser, and is lost by the next, unless this is done in between.

import { deleteDB, openDB } from "idb";

const NAME = "watchword-new-log";

/**
 * Makes the browser write into a new file from here on: an empty database is made and removed. Never rejects.
 *
 * Chromium keeps all that a site's pages store in one LevelDB, and goes on in its log of the time before. Where that ends in
 * the middle of a record, because the browser was killed, what is written behind it makes the log unreadable: at the opening
 * after this one, Chromium removes everything the site has kept (google/leveldb issue 1287; docs/faults.md, row 32). After
 * a database was removed it compacts, and with that everything leaves the log and another begins.
 */
export async function beginNewLog(): Promise<void> {
  try {
    (await openDB(NAME)).close();
    await deleteDB(NAME);
  } catch {
    // No storage or a full disk: whoever opens next hears of it.
  }
}
