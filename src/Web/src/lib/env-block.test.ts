import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EnvBlockError, formatEnvBlock, parseEnvBlock } from "./env-block";

const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);

/** Whatever a value may hold that the server takes: several lines, quotes, hashes, other scripts. */
const value = fc
  .string({
    unit: fc.oneof(fc.constantFrom(..."'\"`#\\$ =\n\t"), fc.string({ minLength: 1, maxLength: 1 })),
    maxLength: 20,
  })
  .filter((text) => !/[^\P{Cc}\n\t]/u.test(text));

const entries = fc.uniqueArray(fc.record({ key, value }), { selector: (entry) => entry.key, maxLength: 8 });

const parsed = (block: string) => Object.fromEntries(parseEnvBlock(block).map((entry) => [entry.key, entry.value]));

describe("a block of variables", () => {
  test("is read as it was written, whatever the values are", () => {
    fc.assert(
      fc.property(entries, (some) => {
        expect(parseEnvBlock(formatEnvBlock(some))).toEqual(some);
      }),
      { numRuns: 500 },
    );
  });

  test("reads the same with comments, empty lines, export and the ends of lines of another system", () => {
    fc.assert(
      fc.property(entries, fc.constantFrom("\n", "\r\n"), (some, end) => {
        const plain = some.filter((entry) => !entry.value.includes("\n"));
        const lines = formatEnvBlock(plain)
          .split("\n")
          .filter(Boolean)
          .flatMap((line) => ["# a comment, with 'quotes'", "", `  export ${line}  # and another`]);
        expect(parseEnvBlock(lines.join(end))).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });

  test("is refused by its line and never by what stands there, which may be a secret", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          parseEnvBlock(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EnvBlockError);
          expect((error as Error).message).toMatch(/^Line \d+ cannot be read: [^:]+\.$/);
        }
      }),
      { numRuns: 1000 },
    );
    expect(() => parseEnvBlock("A=1\nB='open\nC=3")).toThrow("Line 2 cannot be read: the quote ' is not closed.");
    expect(() => parseEnvBlock('A="1" hunter2')).toThrow('there is something behind the closing "');
    expect(() => parseEnvBlock("hunter2")).toThrow("it is not KEY=value");
  });

  test("takes the last of a key that is there twice", () => {
    expect(parseEnvBlock("A=1\nB=2\nA=3")).toEqual([
      { key: "B", value: "2" },
      { key: "A", value: "3" },
    ]);
  });

  test("reads what people write", () => {
    expect(
      parsed(
        [
          "PLAIN=a b  # not this",
          "HASH=a#b",
          "EMPTY=",
          "SPACED = x",
          "SINGLE='a \\n b'",
          'DOUBLE="a\\n\\"b\\" \\$c \\d"',
          "BACK=`it's`",
          "URL=https://a:b@c/d?e=f&g",
          'LINES="one\ntwo"',
        ].join("\n"),
      ),
    ).toEqual({
      PLAIN: "a b",
      HASH: "a#b",
      EMPTY: "",
      SPACED: "x",
      SINGLE: "a \\n b",
      DOUBLE: 'a\n"b" $c \\d',
      BACK: "it's",
      URL: "https://a:b@c/d?e=f&g",
      LINES: "one\ntwo",
    });
  });
});
