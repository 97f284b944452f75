import { QueryClient } from "@tanstack/react-query";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeHubs } from "@/testing/fake-hub";
import { RECONNECTING } from "./backoff";
import { Live, type LogFollower } from "./live";
import type { LogLine } from "./log-line";

const line = (seq: number): LogLine => ({
  seq,
  at: "2026-11-21T22:11:25.081Z",
  stream: "stdout",
  step: "build",
  text: `line ${seq}`,
});

/** Keeps what it is told as it is told: whatever came twice or not at all would be seen. */
class Followed implements LogFollower {
  readonly told: number[] = [];
  polls = 0;
  constructor(private readonly stored: () => number) {}

  get last(): number {
    return this.told.at(-1) ?? 0;
  }

  take(lines: readonly LogLine[]): void {
    this.told.push(...lines.map((l) => l.seq));
  }

  async poll(): Promise<void> {
    this.polls++;
    while (this.last < this.stored()) this.take([line(this.last + 1)]);
  }
}

function connect(isReachable = () => true) {
  const hubs = new FakeHubs();
  const queries = new QueryClient();
  const asked: number[] = [];
  const live = new Live({
    openHub: hubs.open,
    queries,
    askServer: async () => {
      asked.push(Date.now());
      if (!isReachable()) throw new Error("No answer.");
    },
  });
  return { hubs, queries, live, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the live connection", () => {
  test("Property 26: comes back after any failures, waiting longer each time but never longer than the limit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 180_000 }), { minLength: 1, maxLength: 4 }),
        async (outages) => {
          const { hubs, live } = connect(() => hubs.isUp);
          live.start();
          await vi.advanceTimersByTimeAsync(0);
          for (const outage of outages) {
            hubs.attempts.length = 0;
            hubs.isUp = false;
            hubs.current?.drop();
            await vi.advanceTimersByTimeAsync(outage);
            const waits = hubs.attempts.slice(1).map((at, i) => at - (hubs.attempts[i] as number));
            waits.forEach((wait, i) => {
              const most = Math.min(RECONNECTING.mostMs, RECONNECTING.firstMs * 2 ** (i + 1));
              expect(wait).toBeGreaterThanOrEqual(most / 2 - 1);
              expect(wait).toBeLessThanOrEqual(most + 1);
            });
            if (hubs.attempts.length > 1) expect(live.state).toBe("offline");
            hubs.isUp = true;
            await vi.advanceTimersByTimeAsync(RECONNECTING.mostMs + 1);
            expect(live.state).toBe("live");
            // It lasts, so the next outage begins with short waits again.
            await vi.advanceTimersByTimeAsync(20_000);
          }
          live.stop();
        },
      ),
      { numRuns: 100 },
    );
  });

  test("Property 9: a log has every line once, whenever connections break and whichever gateway answers next", async () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant("written" as const), lines: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant("told" as const), lines: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant("broken" as const), lines: fc.constant(0) }),
      fc.record({ kind: fc.constant("down" as const), lines: fc.constant(0) }),
      fc.record({ kind: fc.constant("up" as const), lines: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
        let stored = 0;
        let toldUpTo = 0;
        const { hubs, live } = connect(() => hubs.isUp);
        const log = new Followed(() => stored);
        // Every gateway tells what is behind the line that it is given, and knows nothing of the one before it.
        hubs.onCall = (_, method, [, after]) => {
          if (method === "subscribe_build") toldUpTo = after as number;
        };
        live.start();
        live.watchBuild("bld_1", log);
        const tell = (count: number) => {
          const lines = Array.from({ length: Math.min(count, stored - toldUpTo) }, (_, i) => line(toldUpTo + 1 + i));
          if (!hubs.current || lines.length === 0) return;
          toldUpTo += lines.length;
          hubs.current.tell("build_log", { build_id: "bld_1", lines });
        };
        for (const what of happenings) {
          await vi.advanceTimersByTimeAsync(500);
          if (what.kind === "written") stored += what.lines;
          else if (what.kind === "told") tell(what.lines);
          else if (what.kind === "broken") hubs.current?.drop();
          else {
            hubs.isUp = what.kind === "up";
            if (!hubs.isUp) hubs.current?.drop();
          }
        }
        hubs.isUp = true;
        await vi.advanceTimersByTimeAsync(60_000);
        tell(stored);
        expect(log.told).toEqual(Array.from({ length: stored }, (_, i) => i + 1));
        live.stop();
      }),
      { numRuns: 100 },
    );
  });

  test("Property 23: nothing is polled while it is live; without it what is on the page is asked for", async () => {
    const { hubs, live, asked } = connect();
    const log = new Followed(() => 3);
    live.start();
    live.watchBuild("bld_1", log);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([live.state, asked.length, log.polls]).toEqual(["live", 0, 0]);

    hubs.isUp = false;
    hubs.current?.drop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(live.state).toBe("polling");
    expect(log.polls).toBeGreaterThanOrEqual(8);
    expect(log.told).toEqual([1, 2, 3]);
    live.stop();
  });

  test("a connection that breaks once is there again before anybody is told of trouble", async () => {
    const { hubs, live } = connect();
    const states: string[] = [];
    live.subscribe(() => states.push(live.state));
    live.start();
    await vi.advanceTimersByTimeAsync(20_000);
    hubs.current?.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states).toEqual(["live", "connecting", "live"]);
    live.stop();
  });

  test("what is watched is subscribed to once, again on every new connection, and no more when nobody watches", async () => {
    const { hubs, live } = connect();
    live.start();
    await vi.advanceTimersByTimeAsync(0);
    const first = live.watchProject("prj_1");
    const second = live.watchProject("prj_1");
    await vi.advanceTimersByTimeAsync(0);
    expect(hubs.current?.calls).toEqual([["subscribe_project", "prj_1"]]);

    hubs.current?.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(hubs.current?.calls).toEqual([["subscribe_project", "prj_1"]]);
    first();
    first();
    expect(hubs.current?.calls).toHaveLength(1);
    second();
    expect(hubs.current?.calls.at(-1)).toEqual(["unsubscribe_project", "prj_1"]);
    live.stop();
  });

  test("an end of the network and its return are noticed at once", async () => {
    let isReachable = true;
    const { hubs, live } = connect(() => isReachable);
    live.start();
    await vi.advanceTimersByTimeAsync(60_000);
    isReachable = hubs.isUp = false;
    window.dispatchEvent(new Event("offline"));
    await vi.advanceTimersByTimeAsync(40_000);
    expect(live.state).toBe("offline");
    isReachable = hubs.isUp = true;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(1);
    expect(live.state).toBe("live");
    live.stop();
  });

  test("a connection that nobody wants any more is closed, and does not come back", async () => {
    const { hubs, live } = connect();
    live.start();
    await vi.advanceTimersByTimeAsync(0);
    live.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(hubs.current).toBeUndefined();
    expect(hubs.opened).toHaveLength(1);
  });
});
