import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Commit } from "@/components/ui/commit";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorPanel } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { buildQuery } from "@/lib/api/get-build";
import { deploymentQuery } from "@/lib/api/get-deployment";
import { deploymentsQuery } from "@/lib/api/list-deployments";
import type { Project } from "@/lib/api/types";
import { titleOf } from "@/lib/commit";
import { activeOf } from "../model/controls";
import { text } from "../text";
import { RollbackButton } from "./deployment-controls";

/** What visitors of the project see: which commit, since when, and whether somebody went back to it. */
export function ActiveDeployment({ project }: { project: Project }) {
  const { active_deployment_id: id } = project;
  const { data, error, refetch, isRefetching } = useInfiniteQuery(deploymentsQuery(project.id));
  const history = data?.pages.flatMap((page) => page.items);
  const listed = activeOf(id, history ?? []);
  // One that has been active for very long is further back than the list goes.
  const { data: fetched } = useQuery({
    ...deploymentQuery(id ?? ""),
    enabled: id !== null && history !== undefined && !listed,
  });
  const active = listed ?? fetched ?? null;
  const { data: build } = useQuery({ ...buildQuery(active?.build_id ?? ""), enabled: active !== null });

  if (id === null)
    return (
      <Card className="border-dashed px-4 py-4 sm:px-5">
        <h2 className="text-base">{text.nothingLive}</h2>
        <p className="text-soft text-sm">{text.nothingLiveAbout}</p>
      </Card>
    );
  if (error && !history) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;
  if (!active || !history) return <Skeleton className="h-46 sm:h-28" />;
  return (
    <Card className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 px-4 py-4 sm:px-5">
      <div className="grid min-w-0 gap-1">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="text-base">{text.production}</h2>
          <Status of="active" />
          {active.is_rollback && <RollbackMark />}
        </div>
        <div className="flex min-w-0 items-center gap-1">
          <a
            href={project.production_url}
            target="_blank"
            rel="noreferrer"
            className="truncate font-medium text-lg hover:underline"
          >
            {new URL(project.production_url).host}
          </a>
          <CopyButton value={project.production_url} />
        </div>
        <p className="flex min-w-0 flex-wrap items-center gap-x-3 text-soft text-sm">
          <Link
            to="/projects/$id/builds/$build_id"
            params={{ id: project.id, build_id: active.build_id }}
            className="truncate text-ink hover:underline"
          >
            {build ? titleOf(build) : text.build}
          </Link>
          {build && <Commit of={build} />}
          {active.activated_at && (
            <span>
              {text.since} <TimeAgo at={active.activated_at} />
            </span>
          )}
        </p>
        {active.app && active.app.status !== "running" && (
          <p className="text-busy text-sm">
            {text.app[active.app.status] ?? active.app.status} {text.restarts(active.app.restarts)}. {active.app.detail}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <RollbackButton project={project} history={history} />
        <Button asChild look="primary">
          <a href={project.production_url} target="_blank" rel="noreferrer">
            {text.visit}
            <ExternalLink className="size-3.5" aria-hidden="true" />
          </a>
        </Button>
      </div>
    </Card>
  );
}

/** Says that this build was live before. */
export function RollbackMark() {
  return (
    <span
      title={text.rolledBackAbout}
      className="inline-flex h-6 items-center gap-1 rounded-full bg-busy-tint px-2.5 font-medium text-busy text-xs"
    >
      <Undo2 className="size-3" aria-hidden="true" />
      {text.rolledBack}
    </span>
  );
}
