import fc from "fast-check";
import { expect, test } from "vitest";
import { age, duration } from "./time";

test("an age is told in the largest unit that fits", () => {
  const now = Date.parse("2026-01-31T12:00:00Z");
  expect(age("2026-01-31T11:59:30Z", now)).toBe("just now");
  expect(age("2026-01-31T11:57:00Z", now)).toBe("3 min. ago");
  expect(age("2026-01-31T07:00:00Z", now)).toBe("5 hr. ago");
  expect(age("2025-12-01T12:00:00Z", now)).toBe("2 mo. ago");
});

test("a duration never has sixty of a unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (ms) => {
      expect(duration(ms)).not.toMatch(/\b60 (s|min)/);
    }),
    { numRuns: 200 },
  );
});
