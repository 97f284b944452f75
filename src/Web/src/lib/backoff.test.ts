import fc from "fast-check";
import { expect, test } from "vitest";
import { RECONNECTING, waitBefore } from "./backoff";

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("Property 26: waits longer from attempt to attempt, up to a limit, and never quite as long as others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), chance, (attempt, luck) => {
      const wait = waitBefore(attempt, RECONNECTING, luck);
      const whole = Math.min(RECONNECTING.mostMs, RECONNECTING.firstMs * 2 ** Math.min(attempt, 30));
      expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
      expect(wait).toBeLessThanOrEqual(whole);
      expect(waitBefore(attempt + 1, RECONNECTING, luck)).toBeGreaterThanOrEqual(wait);
    }),
    { numRuns: 300 },
  );
});

test("Property 26: who lost the same gateway comes back at different times", () => {
  const waits = Array.from({ length: 200 }, () => waitBefore(4));
  expect(new Set(waits).size).toBeGreaterThan(100);
});
