import { TriangleAlert } from "lucide-react";
import { Problem } from "@/lib/api/problem";
import { text } from "@/lib/text";
import { Button } from "./button";
import { CopyButton } from "./copy-button";

type Props = { error: unknown; onRetry?: () => void; isRetrying?: boolean };

/** In the place of what could not be loaded: what happened, what to do, and by what the server's log knows it. */
export function ErrorPanel({ error, onRetry, isRetrying }: Props) {
  const problem = Problem.from(error);
  return (
    <div role="alert" className="grid justify-items-start gap-3 rounded-lg border border-bad/40 bg-surface p-5">
      <div className="flex items-center gap-2 text-bad">
        <TriangleAlert className="size-4.5 shrink-0" aria-hidden="true" />
        <h2 className="text-base">{problem.title}</h2>
      </div>
      <p className="wrap-anywhere max-w-prose text-soft">{problem.message}</p>
      <div className="flex flex-wrap items-center gap-3">
        {onRetry && (
          <Button size="sm" onClick={onRetry} isBusy={isRetrying ?? false}>
            {text.retry}
          </Button>
        )}
        <TraceId problem={problem} />
      </div>
    </div>
  );
}

/** Beside the control that failed. */
export function ErrorNote({ error }: { error: unknown }) {
  const problem = Problem.from(error);
  return (
    <div role="alert" className="grid gap-1 rounded-md bg-bad-tint px-3 py-2 text-bad text-sm">
      <p className="flex gap-2">
        <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        <span className="wrap-anywhere min-w-0">{problem.message}</span>
      </p>
      <TraceId problem={problem} />
    </div>
  );
}

function TraceId({ problem }: { problem: Problem }) {
  if (!problem.traceId) return null;
  return (
    <span className="inline-flex min-w-0 items-center gap-1 text-soft text-xs">
      {text.traceId}
      <code className="truncate font-mono">{problem.traceId}</code>
      <CopyButton value={problem.traceId} label={text.traceId} />
    </span>
  );
}
