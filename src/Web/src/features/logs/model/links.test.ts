import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fragmentsOf } from "./links";

describe("links of a line", () => {
  test("leave the text as it was, and lead nowhere but to the web", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom(
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "http://user:secret@host/",
        "HTTPS://EXAMPLE.com).",
        "<b>https://a.b</b>",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join(" ");
        const fragments = fragmentsOf(text);
        expect(fragments.map((f) => f.text).join("")).toBe(text);
        for (const { href } of fragments) {
          if (href === undefined) continue;
          const url = new URL(href);
          expect(["http:", "https:"]).toContain(url.protocol);
          expect(url.username + url.password).toBe("");
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["Ready: http://site.localhost:8080.", "http://site.localhost:8080"],
    ["(see https://example.com/a_(b))", "https://example.com/a_(b)"],
    ['"https://example.com/?q=1&r=2",', "https://example.com/?q=1&r=2"],
  ])("%j has %j", (text, link) => {
    expect(
      fragmentsOf(text)
        .filter((f) => f.href)
        .map((f) => f.text),
    ).toEqual([link]);
  });
});
