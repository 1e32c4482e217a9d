// The trust list and the status lists on this device: kept as signed, verified on every load, renewed when there is a
// network, and never replaced by older ones (certificate-format.md sections 5 and 6).

import type { OfficerConfig } from "./officerConfig";
import type { OfficerDb } from "./officerStore";
import {
  loadStatusList,
  loadStatusLists,
  StatusListRefused,
  type StatusDocument,
  type StatusList,
  type StatusLists,
} from "./statusList";
import { loadTrust, TrustRefused, type Trust, type TrustDocument } from "./trust";

const CLOCK_TOLERANCE_S = 600;
const REQUEST_MS = 20_000;
const TRUST = "trust";
const LIST = "list-";

/** The moment to check at, in seconds, and whether the device's clock is behind what was already signed. */
export interface Moment {
  readonly at: number;
  readonly clockIsBehind: boolean;
}

export class ListKeeper {
  private trustList: Trust | null = null;
  private statusLists: ReadonlyMap<string, StatusList> = new Map();

  private constructor(
    private readonly config: OfficerConfig,
    private readonly db: OfficerDb,
  ) {}

  /** What this device kept from before; works without a network. */
  static async open(config: OfficerConfig, db: OfficerDb): Promise<ListKeeper> {
    const keeper = new ListKeeper(config, db);
    const kept = await db.get("documents", TRUST);
    if (kept && "trust_cwt_b64" in kept) {
      await keeper.acceptTrust(kept);
    }
    return keeper;
  }

  get trust(): Trust | null {
    return this.trustList;
  }

  get lists(): StatusLists {
    return this.statusLists;
  }

  /** Issue moment of the oldest list held, which is the age an officer must know before the first scan. */
  get oldestIssuedAt(): number | null {
    const moments = Array.from(this.statusLists.values(), ({ issuedAt }) => issuedAt);
    return moments.length === 0 ? null : Math.min(...moments);
  }

  /** The later of the device's clock and the newest signature seen: a clock set back must not revive a certificate. */
  moment(clockMs: number = Date.now()): Moment {
    const clock = Math.floor(clockMs / 1000);
    const signed = Array.from(this.statusLists.values(), ({ issuedAt }) => issuedAt);
    const newest = Math.max(this.trustList?.issuedAt ?? 0, ...signed);
    return { at: Math.max(clock, newest), clockIsBehind: newest - clock > CLOCK_TOLERANCE_S };
  }

  /** Fetches what is new. True if the server was reached; what it sends must still verify and must not be older. */
  async refresh(): Promise<boolean> {
    try {
      const trust = (await fetchJson(this.config.trust_url)) as TrustDocument;
      if (await this.acceptTrust(trust)) {
        await this.db.put("documents", { trust_cwt_b64: trust.trust_cwt_b64 }, TRUST);
      }
      const status = (await fetchJson(this.config.status_url)) as StatusDocument;
      for (const [issuer, { cwt_b64 }] of Object.entries(status.lists)) {
        if (await this.acceptList(issuer, cwt_b64)) {
          await this.db.put("documents", { cwt_b64 }, LIST + issuer);
        }
      }
      return true;
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof NotReached) {
        return false; // no network, or something in between that is not our server
      }
      throw error;
    }
  }

  private async acceptTrust(document: TrustDocument): Promise<boolean> {
    try {
      const trust = await loadTrust(document, this.config.pinned_roots);
      if (trust.host !== this.config.host || (this.trustList && trust.seq < this.trustList.seq)) {
        return false;
      }
      // A key that has lost its trust takes the lists it signed with it, so all are read again.
      this.statusLists = await this.keptLists(trust);
      this.trustList = trust;
      return true;
    } catch (error) {
      return refusedOr(error, TrustRefused);
    }
  }

  private async keptLists(trust: Trust): Promise<Map<string, StatusList>> {
    const lists: Record<string, { cwt_b64: string }> = {};
    for (const key of await this.db.getAllKeys("documents", IDBKeyRange.bound(LIST, `${LIST}~`))) {
      const list = await this.db.get("documents", key);
      if (list && "cwt_b64" in list) {
        lists[key.slice(LIST.length)] = list;
      }
    }
    return new Map(await loadStatusLists({ lists }, trust));
  }

  private async acceptList(issuer: string, base64: string): Promise<boolean> {
    if (this.trustList === null) {
      return false;
    }
    try {
      const list = await loadStatusList(base64, issuer, this.trustList);
      const held = this.statusLists.get(issuer);
      if (held && list.issuedAt < held.issuedAt) {
        return false;
      }
      this.statusLists = new Map(this.statusLists).set(issuer, list);
      return true;
    } catch (error) {
      return refusedOr(error, StatusListRefused);
    }
  }
}

class NotReached extends Error {}

async function fetchJson(url: string): Promise<unknown> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), REQUEST_MS);
  try {
    const response = await fetch(url, { credentials: "same-origin", cache: "no-cache", signal: impatience.signal });
    if (response.ok) {
      return await response.json();
    }
    throw new NotReached(String(response.status));
  } catch (error) {
    throw impatience.signal.aborted ? new NotReached("no answer in time") : error;
  } finally {
    clearTimeout(timer);
  }
}

function refusedOr(error: unknown, refusal: typeof TrustRefused | typeof StatusListRefused): false {
  if (error instanceof refusal) {
    return false;
  }
  throw error;
}
