import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Commit } from "@/components/ui/commit";
import { Empty } from "@/components/ui/empty";
import { ErrorPanel } from "@/components/ui/error";
import { Skeleton, SkeletonList } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { buildQuery } from "@/lib/api/get-build";
import { deploymentsQuery } from "@/lib/api/list-deployments";
import { Problem } from "@/lib/api/problem";
import type { Deployment, Project } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { titleOf } from "@/lib/commit";
import { activeOf } from "../model/controls";
import { text } from "../text";
import { RollbackMark } from "./active-deployment";
import { DeploymentControls } from "./deployment-controls";

/** All that has served a project, or was to. */
export function DeploymentHistory({ project }: { project: Project }) {
  const { data, error, refetch, isRefetching, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    deploymentsQuery(project.id),
  );
  const deployments = data?.pages.flatMap((page) => page.items);
  if (error && !deployments) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;
  if (!deployments) return <SkeletonList count={4} />;
  if (deployments.length === 0)
    return (
      <Empty icon={<Rocket />} title={text.none}>
        {text.noneAbout}
      </Empty>
    );
  const active = activeOf(project.active_deployment_id, deployments);
  return (
    <div className="grid grid-cols-1 gap-3">
      <ol className="overflow-hidden rounded-lg border border-line bg-surface">
        {deployments.map((deployment) => (
          <DeploymentRow
            key={deployment.id}
            deployment={deployment}
            project={project}
            isReplaced={deployment.id !== active?.id && deployment.build_id === active?.build_id}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button className="justify-self-center" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </div>
  );
}

type RowProps = {
  deployment: Deployment;
  project: Project;
  /** Its build is live, but by another deployment: there is nothing to be done with this one. */
  isReplaced: boolean;
};

function DeploymentRow({ deployment, project, isReplaced }: RowProps) {
  const { data: build, error } = useQuery(buildQuery(deployment.build_id));
  const isGone = error !== null && Problem.from(error).status === 404;
  const why = deployment.reason === null ? null : (text.reasons[deployment.reason] ?? deployment.reason);
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 border-line border-b px-4 py-3 last:border-b-0 sm:grid-cols-[7.5rem_minmax(0,1fr)_auto_auto]">
      <div className="flex items-center gap-2">
        <Status of={deployment.status} />
      </div>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {isGone ? (
            <span className="text-soft">{text.deleted}</span>
          ) : (
            <Link
              to="/projects/$id/builds/$build_id"
              params={{ id: project.id, build_id: deployment.build_id }}
              className="min-w-0 truncate font-medium hover:underline"
            >
              {build ? titleOf(build) : text.build}
            </Link>
          )}
          {deployment.is_rollback && <RollbackMark />}
        </p>
        {build ? <Commit of={build} /> : isGone ? null : <Skeleton className="h-5 w-40" />}
        {why && (
          <p className="text-bad text-sm">
            {why} {deployment.detail && <span className="break-words font-mono text-xs">{deployment.detail}</span>}
          </p>
        )}
      </div>
      <TimeAgo at={deployment.activated_at ?? deployment.created_at} className="text-soft text-sm" />
      <div className={classes("flex flex-wrap gap-2 sm:w-64 sm:justify-end", !isReplaced && !isGone && "min-h-7.5")}>
        {build && !isReplaced && <DeploymentControls project={project} build={build} size="sm" hasVisit />}
      </div>
    </li>
  );
}
