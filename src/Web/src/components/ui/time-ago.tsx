import { useSyncExternalStore } from "react";
import { age, exactTime } from "@/lib/time";

const EVERY_MS = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all of them. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const told of listeners) told();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long ago, kept true while one looks at it; the exact time for who points at it. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {age(at, Math.max(current, Date.parse(at)))}
    </time>
  );
}
