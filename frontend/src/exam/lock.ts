// One writing tab per sitting in a browser. The server's lease guards against other machines; this guards against the
// candidate's own second tab, which would otherwise give out the same numbers twice.

const PATIENCE_MS = 1500;
const ANSWER_MS = 300;

/**
 * True if this tab may write. Waits a moment, because on a reload the page before may still hold the lock.
 *
 * The lock is held until the page goes, also when it crashes.
 */
export function claimSitting(sitting: string): Promise<boolean> {
  if ("locks" in navigator) {
    return claimLock(sitting);
  }
  return "BroadcastChannel" in globalThis ? claimByAsking(sitting) : Promise.resolve(true);
}

/** Calls back when the tab that writes has gone. */
export function whenFree(sitting: string, then: () => void): void {
  if ("locks" in navigator) {
    void navigator.locks.request(lockName(sitting), then);
  }
}

function lockName(sitting: string): string {
  return `watchword-sitting-${sitting}`;
}

function claimLock(sitting: string): Promise<boolean> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE_MS);
  return new Promise((resolve) => {
    navigator.locks
      .request(lockName(sitting), { signal: impatience.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

/** Without Web Locks (pages without HTTPS): whoever is there already answers. */
function claimByAsking(sitting: string): Promise<boolean> {
  const channel = new BroadcastChannel(lockName(sitting));
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      channel.onmessage = ({ data }) => data === "anybody?" && channel.postMessage("taken");
      resolve(true);
    }, ANSWER_MS);
    channel.onmessage = ({ data }) => {
      if (data === "taken") {
        clearTimeout(timer);
        channel.close();
        resolve(false);
      }
    };
    channel.postMessage("anybody?");
  });
}
