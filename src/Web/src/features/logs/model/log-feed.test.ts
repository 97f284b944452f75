import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aLine } from "@/testing/builders";
import { Log } from "./log";
import { LogFeed } from "./log-feed";
import { Search } from "./search";

/** What storage has: up to so many lines, without the oldest ones. */
function storage(first: number, last: () => number) {
  let reads = 0;
  return {
    reads: () => reads,
    read: async (after: number) => {
      reads++;
      const from = Math.max(first, after + 1);
      const items = Array.from({ length: Math.max(0, Math.min(1_000, last() - from + 1)) }, (_, i) => aLine(from + i));
      return { items, next: items.length === 1_000 ? (items.at(-1)?.seq ?? null) : null };
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what brings lines into a log", () => {
  test("Property 9: asks storage for what was not told", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 200 })), {
          minLength: 1,
          maxLength: 10,
        }),
        async (told) => {
          const last = Math.max(...told.map(([from, count]) => from + count - 1));
          const feed = new LogFeed(storage(1, () => last).read, () => {});
          for (const [from, count] of told) {
            feed.take(Array.from({ length: count }, (_, i) => aLine(from + i)));
            await vi.advanceTimersByTimeAsync(5);
          }
          await vi.advanceTimersByTimeAsync(10_000);
          expect(feed.last).toBe(last);
          for (let seq = 1; seq <= last; seq++) expect(feed.log.line(seq)?.text).toBe(`line ${seq}`);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("begins where storage begins, if what is older is gone", async () => {
    const feed = new LogFeed(storage(990_001, () => 1_000_000).read, () => {});
    await feed.poll();
    expect(feed.log).toMatchObject({ first: 990_001, last: 1_000_000, count: 10_000 });
  });

  test("tells of many batches at once", async () => {
    const told = vi.fn();
    const feed = new LogFeed(storage(1, () => 0).read, told);
    for (let seq = 1; seq <= 500; seq++) feed.take([aLine(seq)]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toHaveBeenCalledTimes(1);
  });

  test("reads a page again once, however often it is looked at meanwhile", async () => {
    const stored = storage(1, () => 10_000);
    const feed = new LogFeed(stored.read, () => {}, new Log({ pages: 3, characters: 1e9, waiting: 10 }));
    await feed.poll();
    const before = stored.reads();
    for (let i = 0; i < 50; i++) feed.want(1_500 + i);
    await vi.advanceTimersByTimeAsync(100);
    expect(stored.reads() - before).toBe(1);
    expect(feed.log.line(1_500)?.text).toBe("line 1500");
  });

  test("finds words in pages that are not in memory, and keeps none of them for it", async () => {
    const feed = new LogFeed(
      storage(1, () => 30_000).read,
      () => {},
      new Log({ pages: 3, characters: 1e9, waiting: 10 }),
    );
    while (feed.last < 30_000) await feed.poll();
    const search = new Search(feed, "LINE 77");
    const done = search.advance(() => {}, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(5_000);
    await done;
    const expected = Array.from({ length: 30_000 }, (_, i) => i + 1).filter((seq) => String(seq).startsWith("77"));
    expect(search.matches).toEqual(expected);
    expect(feed.log.pagesInMemory).toBeLessThanOrEqual(3);
  });
});
