import { waitBefore } from "@/lib/backoff";
import type { Live, LogFollower } from "@/lib/live";
import type { LogLine } from "@/lib/log-line";

const TOGETHER_MS = 50;

/**
 * Follows a log over server-sent events: the live events have no name for what apps print. What is stored comes first, page by page; after a
 * break it goes on behind the last line.
 * @returns what ends it.
 */
export function followEvents(path: string, log: LogFollower, live: Live): () => void {
  let isOver = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;

  const connect = async () => {
    timer = undefined;
    // It also renews a login that has run out, which a stream cannot.
    await log.poll().catch(() => undefined);
    if (isOver) return;
    let heard: LogLine[] = [];
    source = new EventSource(`${path}?after=${log.last}`);
    source.onopen = () => {
      attempt = 0;
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      if (heard.length === 0)
        setTimeout(() => {
          const lines = heard;
          heard = [];
          if (!isOver) log.take(lines);
        }, TOGETHER_MS);
      heard.push(JSON.parse(data) as LogLine);
    };
    source.onerror = () => {
      source?.close();
      timer = setTimeout(connect, waitBefore(attempt++));
    };
  };
  void connect();

  // The live connection notices first that the server is there again.
  const stopListening = live.subscribe(() => {
    if (timer === undefined || (live.state !== "live" && live.state !== "polling")) return;
    clearTimeout(timer);
    void connect();
  });
  return () => {
    isOver = true;
    stopListening();
    clearTimeout(timer);
    source?.close();
  };
}
