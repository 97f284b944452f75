import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, GitBranch } from "lucide-react";
import { Skeleton } from "@/components/ui/skeleton";
import { Status, StatusShape } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { Tooltip } from "@/components/ui/tooltip";
import type { Build, Project } from "@/lib/api/types";
import { titleOf } from "@/lib/commit";
import { hostOf } from "@/lib/urls";
import { newestBuildQuery } from "../api/get-newest-build";
import { text } from "../text";

/** A project at a glance: whether it is live and where, and what became of its newest build. */
export function ProjectCard({ project }: { project: Project }) {
  const { data: build } = useQuery(newestBuildQuery(project.id));
  const isLive = project.active_deployment_id !== null;
  return (
    <article className="relative grid h-[8.5rem] grid-rows-[auto_auto_1fr] gap-1 rounded-lg border border-line bg-surface p-4 transition-colors hover:border-line-strong">
      <div className="flex min-w-0 items-center gap-2">
        <Tooltip text={isLive ? text.list.live : text.list.notLive}>
          <span className="relative z-10 -m-1 p-1">
            <StatusShape of={isLive ? "active" : "none"} />
            <span className="sr-only">{isLive ? text.list.live : text.list.notLive}</span>
          </span>
        </Tooltip>
        <h2 className="min-w-0 truncate text-lg">
          {/* The whole card leads there; what lies above the link has places of its own. */}
          <Link
            to="/projects/$id"
            params={{ id: project.id }}
            className="after:absolute after:inset-0 after:rounded-lg"
          >
            {project.name}
          </Link>
        </h2>
        <span className="ml-auto">{build ? <Status of={build.status} /> : null}</span>
      </div>
      {isLive ? (
        <a
          href={project.production_url}
          target="_blank"
          rel="noreferrer"
          className="relative z-10 inline-flex max-w-full items-center gap-1.5 justify-self-start text-soft text-sm hover:text-accent hover:underline"
        >
          <span className="truncate">{hostOf(project.production_url)}</span>
          <ExternalLink className="size-3 shrink-0" aria-hidden="true" />
        </a>
      ) : (
        <span className="text-soft text-sm">{text.list.notLive}</span>
      )}
      <div className="self-end border-line border-t pt-2.5 text-sm">
        {build === undefined ? (
          <Skeleton className="h-5 w-3/4" />
        ) : build === null ? (
          <span className="text-soft">{text.list.noBuild}</span>
        ) : (
          <LastCommit build={build} />
        )}
      </div>
    </article>
  );
}

function LastCommit({ build }: { build: Build }) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <span className="min-w-0 flex-1 truncate">{titleOf(build)}</span>
      <span className="flex shrink-0 items-center gap-1.5 text-soft text-xs">
        {build.commit_sha && build.branch && (
          <>
            <GitBranch className="size-3" aria-hidden="true" />
            <span className="max-w-24 truncate">{build.branch}</span>
          </>
        )}
        <TimeAgo at={build.created_at} />
      </span>
    </div>
  );
}
