import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchProjects } from "./search";

const project = fc.record({
  name: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
  git_url: fc.option(fc.webUrl(), { nil: null }),
  domain: fc.option(fc.domain(), { nil: null }),
});
const projects = fc.array(project, { maxLength: 15 });

describe("the search of projects", () => {
  test("finds all that have every word and nothing else", () => {
    fc.assert(
      fc.property(projects, fc.array(fc.stringMatching(/^[a-z0-9.:/-]{1,4}$/), { maxLength: 3 }), (all, words) => {
        const found = new Set(searchProjects(all, words.join("  ")));
        for (const one of all) {
          const text = [one.name, one.git_url, one.domain].join("\n").toLowerCase();
          expect(found.has(one)).toBe(words.every((word) => text.includes(word)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("finds a project by any part of its name, however it is typed", () => {
    fc.assert(
      fc.property(projects, project, fc.nat(), fc.boolean(), (others, one, at, isLoud) => {
        const from = at % one.name.length;
        const part = one.name.slice(from, from + 1 + (at % 4));
        expect(searchProjects([...others, one], ` ${isLoud ? part.toUpperCase() : part} `)).toContain(one);
      }),
      { numRuns: 300 },
    );
  });

  test("shows all in their order where nothing is asked for, and puts names that begin so first", () => {
    fc.assert(
      fc.property(projects, fc.stringMatching(/^[a-z0-9]{1,2}$/), (all, word) => {
        expect(searchProjects(all, "  ")).toEqual(all);
        const begins = searchProjects(all, word).map((one) => one.name.startsWith(word));
        expect(begins).toEqual([...begins].sort((a, b) => Number(b) - Number(a)));
      }),
      { numRuns: 200 },
    );
  });
});
