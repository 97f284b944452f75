import { GitBranch, GitCommitHorizontal, Package } from "lucide-react";
import type { Build } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { shortCommit } from "@/lib/commit";

type Props = { of: Pick<Build, "id" | "commit_sha" | "branch" | "upload_id">; className?: string };

/** Which commit of which branch; what is still to be fetched has none yet. */
export function Commit({ of, className }: Props) {
  const Icon = of.upload_id === null ? GitCommitHorizontal : Package;
  return (
    <span className={classes("inline-flex min-w-0 items-center gap-3 text-soft text-sm", className)}>
      {of.branch !== null && (
        <span className="inline-flex min-w-0 items-center gap-1">
          <GitBranch className="size-3.5 shrink-0" aria-hidden="true" />
          <span className="truncate">{of.branch}</span>
        </span>
      )}
      {(of.commit_sha !== null || of.upload_id !== null) && (
        <span className="inline-flex shrink-0 items-center gap-1">
          <Icon className="size-3.5" aria-hidden="true" />
          <code className="font-mono text-xs">{shortCommit(of)}</code>
        </span>
      )}
    </span>
  );
}
