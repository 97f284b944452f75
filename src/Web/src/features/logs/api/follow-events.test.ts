import { QueryClient } from "@tanstack/react-query";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Live } from "@/lib/live";
import { aLine } from "@/testing/builders";
import { FakeHubs } from "@/testing/fake-hub";
import { LogFeed } from "../model/log-feed";
import { followEvents } from "./follow-events";

/** A stream of the server's, as far as it is used. */
class Stream {
  static opened: Stream[] = [];
  static isUp = true;
  onopen: () => void = () => {};
  onmessage: (event: { data: string }) => void = () => {};
  onerror: () => void = () => {};
  isClosed = false;
  readonly after: number;

  constructor(path: string) {
    this.after = Number(new URL(path, "http://localhost").searchParams.get("after"));
    Stream.opened.push(this);
    setTimeout(() => (Stream.isUp ? this.onopen() : this.onerror()));
  }

  close() {
    this.isClosed = true;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  Stream.opened = [];
  Stream.isUp = true;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function follow(stored: () => number) {
  const hubs = new FakeHubs();
  const live = new Live({ openHub: hubs.open, queries: new QueryClient(), askServer: async () => {} });
  const read = async (after: number) => {
    if (!Stream.isUp) throw new Error("No answer.");
    const items = Array.from({ length: Math.min(1_000, Math.max(0, stored() - after)) }, (_, i) =>
      aLine(after + 1 + i),
    );
    return { items, next: items.length === 1_000 ? after + 1_000 : null };
  };
  const feed = new LogFeed(read, () => {});
  return { hubs, live, feed, stop: followEvents("/api/deployments/dpl_1/logs", feed, live) };
}

describe("a log that comes over server-sent events", () => {
  test("Property 26: has every line once, however often the stream breaks", async () => {
    const happening = fc.record({
      kind: fc.constantFrom("written", "broken", "down", "up"),
      count: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        let stored = 0;
        let told = 0;
        Stream.opened = [];
        Stream.isUp = true;
        const { feed, stop } = follow(() => stored);
        await vi.advanceTimersByTimeAsync(10);
        const current = () => Stream.opened.at(-1) as Stream;
        for (const { kind, count } of happenings) {
          if (kind === "written") {
            stored += count;
            for (told = current().after + 1; told <= stored; told++)
              if (!current().isClosed && Stream.isUp) current().onmessage({ data: JSON.stringify(aLine(told)) });
          } else if (kind === "up") Stream.isUp = true;
          else {
            if (kind === "down") Stream.isUp = false;
            if (!current().isClosed) current().onerror();
          }
          await vi.advanceTimersByTimeAsync(300);
        }
        Stream.isUp = true;
        await vi.advanceTimersByTimeAsync(60_000);
        await feed.poll();
        expect(Array.from({ length: feed.last }, (_, i) => feed.log.line(i + 1)?.text)).toEqual(
          Array.from({ length: stored }, (_, i) => `line ${i + 1}`),
        );
        expect(Stream.opened.filter((one) => !one.isClosed)).toHaveLength(1);
        stop();
        expect(current().isClosed).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("is there again as soon as the live connection is", async () => {
    const { live, hubs, stop } = follow(() => 0);
    live.start();
    await vi.advanceTimersByTimeAsync(20_000);
    hubs.isUp = Stream.isUp = false;
    hubs.current?.drop();
    Stream.opened.at(-1)?.onerror();
    await vi.advanceTimersByTimeAsync(100_000);
    const attempts = Stream.opened.length;
    hubs.isUp = Stream.isUp = true;
    live.retryNow();
    await vi.advanceTimersByTimeAsync(5);
    expect(live.state).toBe("live");
    expect(Stream.opened.length).toBe(attempts + 1);
    stop();
    live.stop();
  });
});
