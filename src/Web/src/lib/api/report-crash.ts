/** Tells the server's log of a page that broke. Nobody waits for it, and nobody is told where it fails. */
export function reportCrash(error: unknown, page: string): void {
  const { name, message, stack } =
    error instanceof Error ? error : { name: "Error", message: String(error), stack: "" };
  void fetch("/api/dashboard/crashes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      page: page.slice(0, 200),
      message: `${name}: ${message}`.slice(0, 500),
      stack: (stack ?? "").slice(0, 4000),
    }),
    keepalive: true,
  }).catch(() => undefined);
}
