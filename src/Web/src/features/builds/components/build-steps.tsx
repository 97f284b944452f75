import { StatusShape, type StatusWord } from "@/components/ui/status";
import type { Build } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { duration } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { type Span, type StepOnLine, type StepState, stepsOf } from "../model/steps";
import { text } from "../text";

const SHAPES: Record<StepState, StatusWord> = {
  waiting: "pending",
  running: "building",
  done: "success",
  passed: "inactive",
  failed: "failed",
  stopped: "canceled",
  unreached: "canceled",
};

type Props = {
  build: Build;
  spans: readonly Span[];
  /** Shows the first line that a step has printed. */
  onShow: (seq: number) => void;
};

/** The way of a build, with how long each part of it took. */
export function BuildSteps({ build, spans, onShow }: Props) {
  const now = useNow(build.status === "building");
  const steps = stepsOf(build, spans, now);
  const longest = Math.max(1, ...steps.map((step) => step.ms ?? 0));
  return (
    <ol
      aria-label={text.timeline}
      className="grid overflow-hidden rounded-lg border border-line bg-surface sm:grid-cols-3 lg:grid-cols-6"
    >
      {steps.map((step) => (
        <li
          key={step.step}
          aria-current={step.state === "running" ? "step" : undefined}
          className="relative -mb-px border-line border-b sm:-mr-px sm:border-r"
        >
          <StepButton step={step} onShow={onShow} />
          <span
            aria-hidden="true"
            className={classes("absolute bottom-0 left-0 h-0.5 transition-[width] duration-500", BAR[step.state])}
            style={{ width: `${((step.ms ?? 0) / longest) * 100}%` }}
          />
        </li>
      ))}
    </ol>
  );
}

const BAR: Record<StepState, string> = {
  waiting: "bg-transparent",
  running: "bg-busy",
  done: "bg-live",
  passed: "bg-transparent",
  failed: "bg-bad",
  stopped: "bg-idle",
  unreached: "bg-transparent",
};

function StepButton({ step, onShow }: { step: StepOnLine; onShow: (seq: number) => void }) {
  const name = text.steps[step.step];
  const isQuiet = step.state === "waiting" || step.state === "unreached" || step.state === "passed";
  const about = (
    <>
      <StatusShape of={SHAPES[step.state]} />
      <span className={classes("min-w-0 flex-1 truncate text-sm", isQuiet ? "text-soft" : "font-medium")}>{name}</span>
      <span className="text-soft text-xs tabular-nums">
        {step.ms !== null ? duration(step.ms) : isQuiet ? "" : text.stepStates[step.state]}
      </span>
      <span className="sr-only">{text.stepStates[step.state]}</span>
    </>
  );
  const style = "flex w-full items-center gap-2 px-3 py-2.5 text-left";
  const { firstSeq } = step;
  return firstSeq === null ? (
    <div className={style}>{about}</div>
  ) : (
    <button
      type="button"
      title={text.showStep(name)}
      onClick={() => onShow(firstSeq)}
      className={classes(style, "hover:bg-sunken focus-visible:-outline-offset-2")}
    >
      {about}
    </button>
  );
}
