import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINE_HEIGHT, placeOf, rowsAt, scrollTopOf } from "./viewport";

const view = fc.record({ count: fc.integer({ min: 1, max: 5_000_000 }), size: fc.integer({ min: 40, max: 2_000 }) });
const part = fc.double({ min: 0, max: 1, noNaN: true });

describe("the window on a log", () => {
  test("is full of lines wherever one scrolls, and holds few of them", () => {
    fc.assert(
      fc.property(view, part, (v, scrolled) => {
        const way = Math.max(0, placeOf(v, 0, false).height - v.size);
        const place = placeOf(v, scrolled * way, false);
        const { from, to } = rowsAt(v, place);
        const [top, bottom] = [place.y - (place.line - from) * LINE_HEIGHT, place.y + (to - place.line) * LINE_HEIGHT];
        expect(top <= 0.001 || from === 0).toBe(true);
        expect(bottom >= v.size - 0.001 || to === v.count).toBe(true);
        expect(to - from).toBeLessThanOrEqual(v.size / LINE_HEIGHT + 20);
      }),
      { numRuns: 300 },
    );
  });

  test("shows the first line at the top and the last at the bottom", () => {
    fc.assert(
      fc.property(view, (v) => {
        expect(placeOf(v, 0, false)).toMatchObject({ line: 0, y: 0 });
        if (v.count * LINE_HEIGHT > v.size) expect(placeOf(v, 0, true)).toMatchObject({ line: v.count, y: v.size });
      }),
      { numRuns: 100 },
    );
  });

  test("can be moved to any line", () => {
    fc.assert(
      fc.property(view, part, fc.boolean(), (v, where, isWrapped) => {
        const row = Math.min(v.count - 1, Math.floor(where * v.count));
        const place = placeOf(v, scrollTopOf(v, row, isWrapped), false);
        const y = place.y + (row - place.line) * LINE_HEIGHT;
        expect(y).toBeGreaterThan(-LINE_HEIGHT);
        expect(y).toBeLessThan(v.size);
      }),
      { numRuns: 300 },
    );
  });
});
