import type { Build } from "@/lib/api/types";

export const STEPS = ["clone", "detect", "install", "build", "pack", "upload"] as const;

export type Step = (typeof STEPS)[number];
export type StepState = "waiting" | "running" | "done" | "passed" | "failed" | "stopped" | "unreached";

/** When the log first told of a step. */
export type Span = { step: string; firstSeq: number; from: number };

export type StepOnLine = { step: Step; state: StepState; ms: number | null; firstSeq: number | null };

const isStep = (step: string | null): step is Step => STEPS.some((known) => known === step);

/** The steps of a build as they stand: how far it has come says the build, and how long each took says its log. */
export function stepsOf(build: Build, spans: readonly Span[], now: number): StepOnLine[] {
  const reached = isStep(build.step) ? STEPS.indexOf(build.step) : -1;
  const isOver = build.status === "success" || build.status === "failed" || build.status === "canceled";
  const end = build.completed_at === null ? now : Date.parse(build.completed_at);
  return STEPS.map((step, place) => {
    const span = spans.find((s) => s.step === step);
    const next = spans.filter((s) => STEPS.indexOf(s.step as Step) > place).map((s) => s.from);
    // Of a log that is not read yet nothing is known: no step of it is said to have had nothing to do.
    const hasPrinted = span !== undefined || spans.length === 0;
    const state = stateOf(build, place, reached, isOver, hasPrinted);
    const isTimed = span !== undefined && state !== "waiting" && state !== "unreached";
    return {
      step,
      state,
      ms: isTimed ? Math.max(0, Math.min(end, ...next) - span.from) : null,
      firstSeq: span?.firstSeq ?? null,
    };
  });
}

function stateOf(build: Build, place: number, reached: number, isOver: boolean, hasPrinted: boolean): StepState {
  if (build.status === "success" || place < reached) return hasPrinted ? "done" : "passed";
  if (place > reached) return isOver ? "unreached" : "waiting";
  if (!isOver) return "running";
  return build.status === "failed" ? "failed" : "stopped";
}
