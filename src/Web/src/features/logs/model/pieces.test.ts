import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText } from "./ansi";
import { piecesOf, placesOf } from "./pieces";

const raw = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom("\u001b[31m", "\u001b[0m", " ", "error", "İSTANBUL", "<script>alert(1)</script>"),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(""));

describe("the pieces of a line", () => {
  test("are the line, whatever is cut out of it", () => {
    fc.assert(
      fc.property(
        raw,
        fc.oneof(fc.constantFrom("", "e", "ERROR", "htt", "i̇"), fc.string({ maxLength: 3 })),
        (line, query) => {
          const pieces = piecesOf(line, query);
          expect(pieces.map((piece) => piece.text).join("")).toBe(plainText(line));
          for (const { href } of pieces) if (href) expect(href).toMatch(/^https?:\/\//);
          let at = 0;
          const found = placesOf(plainText(line), query);
          for (const piece of pieces) {
            expect(piece.text).not.toBe("");
            expect(piece.isFound).toBe(found.some(([from, to]) => from <= at && at < to));
            at += piece.text.length;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
