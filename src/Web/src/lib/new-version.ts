const RELOADED_KEY = "reloaded-at";
const AGAIN_AFTER_MS = 60_000;

/**
 * A page that was opened before the server was updated asks for parts that are there no more. It is loaded again, once: where that does not
 * help, the error is one.
 */
export function reloadForNewVersion(): void {
  window.addEventListener("vite:preloadError", (event) => {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED_KEY)) < AGAIN_AFTER_MS) return;
    event.preventDefault();
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
    window.location.reload();
  });
}
