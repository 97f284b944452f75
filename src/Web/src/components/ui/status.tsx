import { classes } from "@/lib/classes";
import { text } from "@/lib/text";

export type StatusWord = keyof typeof text.status;
type Tone = "live" | "busy" | "bad" | "idle";

const TONES: Record<StatusWord, Tone> = {
  pending: "idle",
  building: "busy",
  success: "live",
  failed: "bad",
  canceled: "idle",
  activating: "busy",
  active: "live",
  inactive: "idle",
  unhealthy: "bad",
  none: "idle",
};

const COLOURS: Record<Tone, string> = { live: "text-live", busy: "text-busy", bad: "text-bad", idle: "text-idle" };
const FILLED: Record<Tone, string> = {
  live: "bg-live-tint text-live",
  busy: "bg-busy-tint text-busy",
  bad: "bg-bad-tint text-bad",
  idle: "bg-idle-tint text-idle",
};

/** The word and a shape of its own: who sees no colours knows it too. */
export function Status({ of, className }: { of: StatusWord; className?: string }) {
  return (
    <span
      className={classes(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full pr-2.5 pl-2 font-medium text-xs",
        FILLED[TONES[of]],
        className,
      )}
    >
      <StatusShape of={of} />
      {text.status[of]}
    </span>
  );
}

/** The shape alone, where the word stands beside it or there is no room. */
export function StatusShape({ of, className }: { of: StatusWord; className?: string }) {
  const isMoving = of === "building" || of === "activating";
  return (
    <svg
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={classes("size-3 shrink-0", COLOURS[TONES[of]], isMoving && "animate-turn", className)}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
    >
      {SHAPES[of]}
    </svg>
  );
}

const disc = <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" />;
const arc = <path d="M6 1.6a4.4 4.4 0 1 1-4.4 4.4" />;
const cross = <path d="m2.6 2.6 6.8 6.8m0-6.8-6.8 6.8" />;
const ring = <circle cx="6" cy="6" r="4" />;
const dots = <circle cx="6" cy="6" r="4" strokeDasharray="0.1 2.9" />;
const slash = <path d="M9.2 2.8 2.8 9.2" />;
const tick = <path d="m2 6.4 2.7 2.8L10 3.2" />;

const SHAPES: Record<StatusWord, React.ReactNode> = {
  pending: dots,
  building: arc,
  success: tick,
  failed: cross,
  canceled: slash,
  activating: arc,
  active: disc,
  inactive: ring,
  unhealthy: cross,
  none: dots,
};
