import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { ErrorPanel } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { BuildFailure } from "@/features/builds/components/build-failure";
import { BuildHeader } from "@/features/builds/components/build-header";
import { BuildOutcome } from "@/features/builds/components/build-outcome";
import { BuildSteps } from "@/features/builds/components/build-steps";
import { CancelButton } from "@/features/builds/components/cancel-button";
import { RebuildButton } from "@/features/builds/components/rebuild-button";
import { findFailure } from "@/features/builds/model/failure";
import { DeploymentControls } from "@/features/deployments/components/deployment-controls";
import { buildLog } from "@/features/logs/api/log-source";
import { useLog } from "@/features/logs/api/use-log";
import { LogExcerpt } from "@/features/logs/components/log-excerpt";
import { LogViewer } from "@/features/logs/components/log-viewer";
import { useLineHash } from "@/features/logs/components/use-line-hash";
import { plainText } from "@/features/logs/model/ansi";
import { buildQuery } from "@/lib/api/get-build";
import { projectQuery } from "@/lib/api/get-project";
import { deploymentsQuery } from "@/lib/api/list-deployments";
import type { Build, Project } from "@/lib/api/types";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/builds/$build_id")({ component: BuildPage });

function BuildPage() {
  const { id, build_id } = Route.useParams();
  useWatchProject(id);
  const { data: build, error, refetch, isRefetching } = useQuery(buildQuery(build_id));
  const { data: project } = useQuery(projectQuery(id));
  if (error && !build) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;
  if (!build || !project)
    return (
      <div className="grid grid-cols-1 gap-5">
        <Skeleton className="h-16" />
        <Skeleton className="h-11" />
        <Skeleton className="h-96" />
      </div>
    );
  return <BuildView key={build.id} build={build} project={project} />;
}

function BuildView({ build, project }: { build: Build; project: Project }) {
  const source = useMemo(() => buildLog(build.id), [build.id]);
  const { feed, version } = useLog(source);
  const [, chooseLines] = useLineHash();
  const showLine = (seq: number) => chooseLines({ from: seq, to: seq });
  const navigate = useNavigate();
  const { data: deployments } = useInfiniteQuery(deploymentsQuery(project.id));
  const deployed = deployments?.pages.flatMap((page) => page.items).find((one) => one.build_id === build.id);
  const isRunning = build.status === "pending" || build.status === "building";

  const isFailed = build.status === "failed";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes in place; its version says that it did
  const failure = useMemo(() => {
    if (!isFailed) return null;
    const end = feed.newest();
    const found = findFailure(end.map((line) => ({ ...line, text: plainText(line.text) })));
    return found && { ...found, lines: end.filter(({ seq }) => seq >= found.from && seq <= found.to) };
  }, [isFailed, feed, version]);

  return (
    <div className="grid grid-cols-1 gap-5">
      <BuildHeader
        build={build}
        actions={
          isRunning ? (
            <CancelButton build={build} teamId={project.team_id} />
          ) : (
            <>
              <RebuildButton
                build={build}
                project={project}
                onBuild={(id) =>
                  void navigate({ to: "/projects/$id/builds/$build_id", params: { id: project.id, build_id: id } })
                }
              />
              {build.status === "success" && <DeploymentControls project={project} build={build} />}
            </>
          )
        }
      />
      <BuildSteps build={build} spans={feed.log.steps} onShow={showLine} />
      <BuildOutcome build={build} project={project} deployed={deployed?.status ?? null} />
      <BuildFailure
        build={build}
        excerpt={failure && <LogExcerpt lines={failure.lines} at={failure.at} onShow={showLine} />}
        onShow={failure ? () => showLine(failure.at) : undefined}
      />
      <LogViewer
        source={source}
        label={text.build.log}
        isLive={isRunning}
        hasPrinted={!isRunning && build.started_at !== null}
        fileName={`${project.name}-${build.id}.log`}
        className="h-[max(20rem,70vh)]"
      />
    </div>
  );
}
