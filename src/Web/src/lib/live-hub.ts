import type { Hub } from "./live";

const SERVER_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;

/**
 * A connection to this host's live events, let in by the page's cookies. It is a web socket from the beginning: what other ways negotiate
 * would have to come to the same gateway every time. Coming back is not its task.
 */
export async function openHub(): Promise<Hub> {
  const { HttpTransportType, HubConnectionBuilder, LogLevel } = await import("@microsoft/signalr");
  return new HubConnectionBuilder()
    .withUrl(new URL("/hubs/live", window.location.origin).href, {
      transport: HttpTransportType.WebSockets,
      skipNegotiation: true,
    })
    .withServerTimeout(SERVER_TIMEOUT_MS)
    .withKeepAliveInterval(KEEP_ALIVE_MS)
    .configureLogging(LogLevel.None)
    .build();
}
