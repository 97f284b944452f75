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
    const stream = new EventSource(`${path}?after=${log.last}`);
    source = stream;
    stream.onopen = () => {
      attempt = 0;
    };
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      if (heard.length === 0)
        setTimeout(() => {
          const lines = heard;
          heard = [];
          if (!isOver) log.take(lines);
        }, TOGETHER_MS);
      heard.push(JSON.parse(data) as LogLine);
    };
    stream.onerror = () => {
      stream.close();
      if (source !== stream) return; // It was given up before, and another one is on its way.
      source = undefined;
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
