import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogLine } from "@/lib/log-line";
import { Log } from "./log";

const line = (seq: number, step = "build"): LogLine => ({
  seq,
  at: new Date(1_700_000_000_000 + seq).toISOString(),
  stream: seq % 7 === 0 ? "stderr" : "stdout",
  step,
  text: `line ${seq}`,
});

const lines = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => line(from + i));

const textsOf = (log: Log) => Array.from({ length: log.count }, (_, i) => log.line(log.first + i)?.text);

/** What the network may do to a log: deliver some of it, again, too early, or break and begin behind the last line that was read. */
type Happening =
  | { kind: "live"; from: number; length: number }
  | { kind: "reconnect"; length: number }
  | { kind: "page" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant("live" as const),
    from: fc.integer({ min: 1, max: 3_000 }),
    length: fc.integer({ min: 0, max: 900 }),
  }),
  fc.record({ kind: fc.constant("reconnect" as const), length: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ kind: fc.constant("page" as const) }),
);

describe("a log", () => {
  test("Property 9: has every line once and in order, whatever comes twice, too early or after a reconnect", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), fc.integer({ min: 0, max: 3_000 }), (happenings, total) => {
        const log = new Log();
        for (const what of happenings) {
          const after = log.last;
          if (what.kind === "live") log.add(lines(what.from, Math.min(total, what.from + what.length)));
          else if (what.kind === "reconnect") log.add(lines(after + 1, Math.min(total, after + what.length)));
          else log.addStored(after, lines(after + 1, Math.min(total, after + 1_000)));
          expect(textsOf(log)).toEqual(lines(1, log.last).map((l) => l.text));
        }
        // What is missing is asked for until nothing is.
        while (log.last < total) log.addStored(log.last, lines(log.last + 1, Math.min(total, log.last + 1_000)));
        expect(textsOf(log)).toEqual(lines(1, total).map((l) => l.text));
        expect(log.hasGap).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("believes storage about numbers that no line has", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2_500 }), { minLength: 1, maxLength: 300 }), (numbers) => {
        const stored = numbers.sort((a, b) => a - b).map((seq) => line(seq));
        const log = new Log();
        for (let at = 0; at < stored.length; at += 50) log.addStored(log.last, stored.slice(at, at + 50));
        expect(log.first).toBe(stored[0]?.seq);
        expect(log.last).toBe(stored.at(-1)?.seq);
        expect(textsOf(log).filter((text) => text !== undefined)).toEqual(stored.map((l) => l.text));
      }),
      { numRuns: 100 },
    );
  });

  test("keeps no more in memory than it may, and takes pages back when they are read again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 5_000, max: 20_000 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (pages, total, looks) => {
          const log = new Log({ pages, characters: 1_000_000, waiting: 10 });
          for (let seq = 1; seq <= total; seq += 700) log.add(lines(seq, Math.min(total, seq + 699)));
          for (const look of looks) {
            const seq = 1 + (look % total);
            const from = seq - ((seq - 1) % 1_000);
            if (!log.has(seq)) log.restore(seq, lines(from, from + 999));
            expect(log.line(seq)?.text).toBe(`line ${seq}`);
            expect(log.pagesInMemory).toBeLessThanOrEqual(pages);
          }
          expect(log.count).toBe(total);
          expect(log.line(total)?.text).toBe(`line ${total}`);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("counts the characters that it keeps", () => {
    const log = new Log({ pages: 1_000, characters: 30_000, waiting: 10 });
    log.add(lines(1, 12_345));
    expect(log.charactersInMemory).toBeLessThanOrEqual(30_000);
    expect(log.pagesInMemory).toBeLessThan(5);
    expect(log.line(1)).toBeUndefined();
    expect(log.line(12_345)).toMatchObject({ stream: "stdout", step: "build", at: 1_700_000_012_345 });
  });

  test("lets only so many lines wait for those before them", () => {
    const log = new Log({ pages: 10, characters: 1_000_000, waiting: 100 });
    log.add(lines(1_000, 2_000));
    expect(log).toMatchObject({ last: 0, hasGap: true });
    log.add(lines(1, 999));
    expect(log).toMatchObject({ last: 1_099, hasGap: false });
  });

  test("knows when each step began, and begins anew with another attempt", () => {
    const log = new Log();
    log.add([line(1, "clone"), line(2, "install"), line(3, "install"), line(4, "build")]);
    expect(log.steps.map((s) => [s.step, s.firstSeq, s.lastSeq])).toEqual([
      ["clone", 1, 1],
      ["install", 2, 3],
      ["build", 4, 4],
    ]);
    log.add([line(5, "clone"), line(6, "install")]);
    expect(log.steps.map((s) => [s.step, s.firstSeq])).toEqual([
      ["clone", 5],
      ["install", 6],
    ]);
  });
});
