import type { ReactNode } from "react";
import { Commit } from "@/components/ui/commit";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Build } from "@/lib/api/types";
import { titleOf } from "@/lib/commit";
import { duration } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { text } from "../text";

/** What is built, by whom, since when, and how it stands. */
export function BuildHeader({ build, actions }: { build: Build; actions: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="max-w-full truncate text-2xl">{titleOf(build)}</h1>
          <Status of={build.status} />
        </div>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
          <Commit of={build} />
          {build.author && <span>{text.by(build.author)}</span>}
          <TimeAgo at={build.created_at} />
          <BuildDuration build={build} />
          {build.attempt > 1 && <span>{text.attempt(build.attempt)}</span>}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </header>
  );
}

/** How long it took, or has been running by now. */
export function BuildDuration({ build }: { build: Build }) {
  const isRunning = build.completed_at === null && build.started_at !== null;
  const now = useNow(isRunning);
  if (build.duration_ms !== null) return <span className="tabular-nums">{text.took(duration(build.duration_ms))}</span>;
  if (build.status === "pending") return <span>{text.waits}</span>;
  if (!isRunning) return null;
  return (
    <span className="tabular-nums">
      {text.runs(duration(Math.max(0, now - Date.parse(build.started_at as string))))}
    </span>
  );
}
