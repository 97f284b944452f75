import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  branch,
  domain,
  email,
  gitUrl,
  healthPath,
  MASK,
  optional,
  password,
  projectName,
  relativePath,
  variableKey,
  variableValue,
  wholeNumber,
} from "./rules";

const RUNS = { numRuns: 300 };
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const always = (rule: (text: string) => string | undefined, texts: fc.Arbitrary<string>) =>
  fc.assert(
    fc.property(texts, (text) => {
      expect([text, rule(text)]).toEqual([text, undefined]);
    }),
    RUNS,
  );
const never = (rule: (text: string) => string | undefined, texts: fc.Arbitrary<string>) =>
  fc.assert(
    fc.property(texts, (text) => {
      expect([text, rule(text)]).not.toEqual([text, undefined]);
    }),
    RUNS,
  );

describe("what the server takes is taken, and what it refuses is refused before it is asked", () => {
  test("project names", () => {
    always(
      projectName,
      label.filter((name) => !name.startsWith("xn--") && !name.includes("-git-") && !/-[2-7][a-z2-7]{11}$/.test(name)),
    );
    never(
      projectName,
      label.map((name) => `${name.slice(0, 10)}-git-${name.slice(0, 10)}`),
    );
    never(
      projectName,
      label.map((name) => `xn--${name}`),
    );
    never(projectName, fc.stringMatching(/^[a-z]{1,9}-[2-7][a-z2-7]{11}$/));
    never(
      projectName,
      label.map((name) => `${name}-`),
    );
    never(projectName, fc.stringMatching(/^[a-z]*[A-Z_. /][a-z]*$/));
    never(projectName, fc.stringMatching(/^[a-z0-9]{64,80}$/));
  });

  test("addresses of repositories", () => {
    const path = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { minLength: 1, maxLength: 3 });
    always(
      gitUrl,
      fc
        .tuple(fc.constantFrom("https", "http", "ssh"), fc.domain(), path)
        .map(([scheme, host, parts]) => `${scheme}://${host}/${parts.join("/")}`),
    );
    always(
      gitUrl,
      fc.tuple(fc.domain(), path).map(([host, parts]) => `git@${host}:${parts.join("/")}.git`),
    );
    never(
      gitUrl,
      fc.tuple(fc.domain(), path).map(([host, parts]) => `https://ada:secret@${host}/${parts.join("/")}`),
    );
    never(
      gitUrl,
      fc.domain().map((host) => `https://${host}`),
    );
    never(gitUrl, fc.constantFrom("", "github.com/a/b", "--upload-pack=x", "ftp://a/b", "javascript:alert(1)"));
  });

  test("branches", () => {
    always(branch, fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9-]{1,8}[a-z0-9])?$/));
    never(
      branch,
      fc.constantFrom(
        "",
        "-a",
        ".a",
        "/a",
        "a/",
        "a.",
        "a..b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[",
        "a\\b",
        "@",
        "a@{1}",
        "a.lock",
        "a//b",
        "a/.b",
      ),
    );
  });

  test("paths within the sources", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_@ -]{1,12}$/);
    always(
      relativePath,
      fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    );
    never(
      relativePath,
      fc
        .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom("", ".", "..", "a\\b", "a\u0000"), fc.nat())
        .map(([parts, bad, at]) => parts.toSpliced(at % (parts.length + 1), 0, bad).join("/"))
        .filter((path) => path !== ""),
    );
  });

  test("health checks stay on the app's own host", () => {
    always(healthPath, fc.stringMatching(/^\/[a-z0-9?=&._~-]{1,40}$/));
    never(healthPath, fc.stringMatching(/^\/\/[a-z.]{1,20}$/));
    never(healthPath, fc.constantFrom("", "health", "http://a/", "/a b", "/a\\b", "/a#b", "/ä"));
  });

  test("domains, in any case and with the root's dot", () => {
    const name = fc.tuple(label, fc.stringMatching(/^[a-z]{2,8}$/)).map(([first, top]) => `${first}.${top}`);
    always(domain, name);
    always(
      domain,
      name.map((text) => `${text.toUpperCase()}.`),
    );
    never(domain, label);
    never(
      domain,
      name.map((text) => `${text}:8080`),
    );
    never(
      domain,
      name.map((text) => `https://${text}`),
    );
    never(
      domain,
      name.map((text) => `*.${text}`),
    );
  });

  test("variables", () => {
    always(variableKey, fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/));
    never(variableKey, fc.stringMatching(/^[0-9][A-Z]{0,5}$/));
    never(variableKey, fc.stringMatching(/^[A-Z]{1,5}[- .=$][A-Z]{0,5}$/));
    never(variableKey, fc.stringMatching(/^[A-Z]{129,140}$/));
    always(variableValue, fc.string({ unit: "grapheme-ascii", maxLength: 200 }));
    never(
      variableValue,
      fc.string({ maxLength: 10 }).map((text) => `${text}\u0000`),
    );
    never(variableValue, fc.constantFrom(MASK, "ä".repeat(16_385)));
  });

  test("people", () => {
    always(
      email,
      fc.tuple(fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/), fc.domain()).map(([who, host]) => `${who}@${host}`),
    );
    never(
      email,
      fc.constantFrom("", "ada", "@example.com", "ada@", "a b@example.com", "a@b@c", `${"a".repeat(65)}@b.c`),
    );
    always(
      password,
      fc.string({ minLength: 8, maxLength: 256 }).filter((text) => text.length >= 8 && text.length <= 256),
    );
    never(
      password,
      fc.string({ maxLength: 7 }).filter((text) => text.length < 8),
    );
  });

  test("numbers within their bounds, and nothing for what may stay empty", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -1000, max: 0 }),
        fc.integer({ min: 1, max: 1000 }),
        (number, least, most) => {
          expect(wholeNumber(least, most)(String(number)) === undefined).toBe(number >= least && number <= most);
        },
      ),
      RUNS,
    );
    never(wholeNumber(0, 1e9), fc.constantFrom("", "1.5", "1e3", "one", " 1", "0x10"));
    expect(optional(projectName)("")).toBeUndefined();
    expect(optional(projectName)("-")).toBeDefined();
  });
});
