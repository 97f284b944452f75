const WAIT_FOR_OTHERS = "minivercel-refresh";
const LAST_KEY = "refreshed-at";

/** Within this time another tab's refresh is ours as well. */
const FRESH_MS = 10_000;

let ongoing: Promise<boolean> | null = null;

/**
 * Has the login renewed, for which a refresh token can be used once: so one tab does it at a time, and who comes after it takes what it got.
 * Answers whether there is a login.
 */
export function refreshLogin(): Promise<boolean> {
  ongoing ??= inOneTab(refreshUnlessFresh).finally(() => {
    ongoing = null;
  });
  return ongoing;
}

/** Locks are there on localhost and over TLS. Elsewhere two tabs may get into each other's way, and one of them has to log in again. */
async function inOneTab(work: () => Promise<boolean>): Promise<boolean> {
  return navigator.locks ? await navigator.locks.request(WAIT_FOR_OTHERS, work) : await work();
}

async function refreshUnlessFresh(): Promise<boolean> {
  const last = Number(localStorage.getItem(LAST_KEY));
  if (Date.now() - last < FRESH_MS) return true;
  // Goes on where the page is left meanwhile: a refresh whose answer nobody has kept ends the login.
  const response = await fetch("/api/auth/refresh", { method: "POST", keepalive: true });
  if (response.ok) localStorage.setItem(LAST_KEY, String(Date.now()));
  return response.ok;
}

/** For a login that has ended: what another tab got is of no use any more. */
export function forgetLogin(): void {
  localStorage.removeItem(LAST_KEY);
}
