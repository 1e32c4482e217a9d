// What the officer's device keeps between checks: the signed documents as they came, and what is not sent yet.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import { beginNewLog } from "../keeping/newLog";
import type { CheckRecord } from "./outbox";
import type { TrustDocument } from "./trust";

interface Schema extends DBSchema {
  documents: { key: string; value: TrustDocument | { cwt_b64: string } };
  outbox: { key: string; value: CheckRecord };
}

export type OfficerDb = IDBPDatabase<Schema>;

export async function openOfficerDb(): Promise<OfficerDb> {
  await beginNewLog();
  return openDB<Schema>("watchword-officer", 1, {
    upgrade(db) {
      db.createObjectStore("documents");
      db.createObjectStore("outbox", { keyPath: "nonce" });
    },
  });
}
