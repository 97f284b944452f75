import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Build, BuildStatus } from "@/lib/api/types";
import { findFailure } from "./failure";
import { STEPS, stepsOf } from "./steps";

const BEGAN = Date.parse("2026-11-21T12:00:00Z");
const at = (seconds: number) => new Date(BEGAN + seconds * 1000).toISOString();

const build = (status: BuildStatus, step: string | null, completedAt: number | null) =>
  ({ status, step, started_at: at(0), completed_at: completedAt === null ? null : at(completedAt) }) as Build;

describe("the steps of a build", () => {
  test("together take no longer than the build, and none is behind the one that runs", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<BuildStatus>("building", "success", "failed", "canceled"),
        fc.nat(STEPS.length - 1),
        fc.array(fc.nat(60), { minLength: STEPS.length, maxLength: STEPS.length }),
        fc.subarray([...STEPS]),
        (status, reached, lengths, printed) => {
          let from = 0;
          const spans = [];
          for (const [place, step] of STEPS.entries()) {
            if (place <= reached && printed.includes(step))
              spans.push({ step, firstSeq: place + 1, from: BEGAN + from * 1000 });
            from += lengths[place] ?? 0;
          }
          const steps = stepsOf(
            build(status, STEPS[reached] as string, status === "building" ? null : from),
            spans,
            BEGAN + from * 1000,
          );
          const total = steps.reduce((sum, step) => sum + (step.ms ?? 0), 0);
          expect(total).toBeLessThanOrEqual(from * 1000);
          expect(steps.filter((s) => s.state === "running")).toHaveLength(status === "building" ? 1 : 0);
          expect(steps.filter((s) => s.state === "failed")).toHaveLength(status === "failed" ? 1 : 0);
          if (status === "success") expect(steps.every((s) => s.state === "done" || s.state === "passed")).toBe(true);
          else for (const s of steps.slice(reached + 1)) expect(["waiting", "unreached"]).toContain(s.state);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test("steps are done, and not without anything to do, before the log that says so is read", () => {
  const steps = stepsOf(build("success", "upload", 9), [], BEGAN + 9_000);
  expect(steps.map((step) => step.state)).toEqual(STEPS.map(() => "done"));
});

const lines = (...texts: string[]) =>
  texts.map((text, i) => ({ seq: i + 1, stream: text.startsWith("#") ? "system" : "stdout", step: "build", text }));

describe("the error of a build that failed", () => {
  test.each([
    [
      [
        "> vite build",
        "transforming…",
        "src/main.ts(3,7): error TS2322: Type",
        "  more",
        "npm ERR! code 1",
        "# The build has failed.",
      ],
      3,
    ],
    [
      [
        "warning: x",
        "Error: Cannot find module './nothing'",
        "    at require (node:1)",
        "npm error Lifecycle script `build` failed",
      ],
      2,
    ],
    [["all is well", "npm ERR! code ELIFECYCLE", "# The command has failed."], 2],
    [["fatal: repository 'x' not found", "# The source could not be fetched."], 1],
    [['✘ [ERROR] Could not resolve "left-pad"', "", "    src/a.js:1:7:"], 1],
    [["line", "last words"], 2],
    [["# Nothing but us"], 1],
  ] as [string[], number][])("of %j is in line %i", (texts, line) => {
    expect(findFailure(lines(...texts))?.at).toBe(line);
  });

  test("is within the log, with the lines around it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("Error: no", "npm ERR! x", "# end")), { maxLength: 60 }),
        (texts) => {
          const found = findFailure(lines(...texts));
          if (texts.length === 0) expect(found).toBeNull();
          else {
            expect(found?.from).toBeGreaterThanOrEqual(1);
            expect(found?.to).toBeLessThanOrEqual(texts.length);
            expect(found?.at).toBeGreaterThanOrEqual(found?.from ?? 0);
            expect(found?.at).toBeLessThanOrEqual(found?.to ?? 0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
