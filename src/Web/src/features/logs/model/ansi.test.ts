// biome-ignore-all lint/suspicious/noControlCharactersInRegex: none of them may be left

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSame, parseAnsi, plainText, type Span, type Style } from "./ansi";

const E = "\u001b";

const printable = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .filter((s) => plainText(s) === s && !s.includes("\r"));
const byte = fc.integer({ min: 0, max: 255 });
const colour = fc.oneof(
  fc.integer({ min: 0, max: 15 }),
  fc.tuple(byte, byte, byte).map((rgb) => `#${rgb.map((v) => v.toString(16).padStart(2, "0")).join("")}`),
);
const set = fc.constant(true as const);
const style: fc.Arbitrary<Style> = fc.record(
  { color: colour, background: colour, bold: set, dim: set, italic: set, underline: set, strike: set, inverse: set },
  { requiredKeys: [] },
);

function written({ text, style: s }: Span): string {
  const codes = [0];
  const colourCode = (value: number | string, basic: number, bright: number, extended: number) => {
    if (typeof value === "number") codes.push(value < 8 ? basic + value : bright + value - 8);
    else codes.push(extended, 2, ...[1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16)));
  };
  if (s.bold) codes.push(1);
  if (s.dim) codes.push(2);
  if (s.italic) codes.push(3);
  if (s.underline) codes.push(4);
  if (s.inverse) codes.push(7);
  if (s.strike) codes.push(9);
  if (s.color !== undefined) colourCode(s.color, 30, 90, 38);
  if (s.background !== undefined) colourCode(s.background, 40, 100, 48);
  return `${E}[${codes.join(";")}m${text}`;
}

describe("a line of a terminal", () => {
  test("is read as it was written, with all its looks", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ text: printable, style }), { maxLength: 8 }), (spans) => {
        const expected: Span[] = [];
        for (const span of spans) {
          const last = expected.at(-1);
          if (last && isSame(last.style, span.style)) last.text += span.text;
          else expected.push({ ...span });
        }
        const read = parseAnsi(spans.map(written).join(""));
        expect(read.map((s) => s.text)).toEqual(expected.map((s) => s.text));
        read.forEach((s, i) => {
          expect(isSame(s.style, expected[i]?.style ?? {})).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("never shows what a terminal would not print", () => {
    const noise = fc.oneof(
      fc.string(),
      fc.constantFrom(
        `${E}[2J`,
        `${E}[1;5H`,
        `${E}]0;title\u0007`,
        `${E}]8;;javascript:alert(1)${E}\\`,
        `${E}(B`,
        `${E}[?25l`,
        `${E}`,
        "\u009b31m",
      ),
      fc.constantFrom(
        "\u202e",
        "\u2066",
        "\u0000",
        "\u0008",
        "\r",
        `${E}[`,
        `${E}]unfinished`,
        `${E}[38;5;`,
        `${E}[31`,
        `${E}[K`,
      ),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 20 }), (pieces) => {
        const text = plainText(pieces.join(""));
        expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(
          parseAnsi(pieces.join(""))
            .map((s) => s.text)
            .join(""),
        ).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test("shows what was written over it with a carriage return, as a terminal does", () => {
    const word = fc.string({ maxLength: 12, unit: fc.constantFrom(..."abcdefghij ") });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        let screen = "";
        for (const w of words) screen = w + screen.slice(w.length);
        expect(plainText(words.join("\r"))).toBe(screen);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [`10%\r${E}[K100`, "100"],
    [`long words\r${E}[2Kshort`, "short"],
    [`abc\r${E}[31mX`, "Xbc"],
    ["done\r", "done"],
    ["a\tb", "a\tb"],
    [`${E}]8;;https://example.com${E}\\text${E}]8;;${E}\\`, "text"],
  ])("%j is shown as %j", (line, shown) => expect(plainText(line)).toBe(shown));

  test.each([
    [`${E}[38;5;196mx`, { color: "#ff0000" }],
    [`${E}[38;5;244mx`, { color: "#808080" }],
    [`${E}[38;5;9mx`, { color: 9 }],
    [`${E}[38:2::1:2:3mx`, { color: "#010203" }],
    [`${E}[38:2:1:2:3;1mx`, { color: "#010203", bold: true }],
    [`${E}[48;2;10;20;30;4mx`, { background: "#0a141e", underline: true }],
    [`${E}[1;31m${E}[mx`, {}],
    [`${E}[38;2;300;0;0mx`, {}],
    [`${E}[>4;2mx`, {}],
    [`${E}[91;22;39mx`, {}],
  ] as [string, Style][])("%j looks like %j", (line, looks) => {
    const [span] = parseAnsi(line);
    expect(span?.text).toBe("x");
    expect(isSame(span?.style ?? {}, looks)).toBe(true);
  });

  test("a long line full of beginnings takes no time", () => {
    const began = performance.now();
    plainText(`${E}]0;`.repeat(2_000));
    plainText(`${E}[38;5`.repeat(2_000));
    expect(performance.now() - began).toBeLessThan(200);
  });
});
