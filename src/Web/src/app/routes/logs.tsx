import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useMemo, useState } from "react";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { appLog } from "@/features/logs/api/log-source";
import { LogViewer } from "@/features/logs/components/log-viewer";
import { projectQuery } from "@/lib/api/get-project";
import { buildsQuery } from "@/lib/api/list-builds";
import { deploymentsQuery } from "@/lib/api/list-deployments";
import type { Build, Deployment, Project } from "@/lib/api/types";
import { shortCommit, titleOf } from "@/lib/commit";
import { useWatchProject } from "@/lib/live-context";
import { text as common } from "@/lib/text";
import { exactTime } from "@/lib/time";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/logs")({ component: LogsPage });

function LogsPage() {
  const { id } = Route.useParams();
  useWatchProject(id);
  const { data: project } = useQuery(projectQuery(id));
  const { data: deployments } = useInfiniteQuery(deploymentsQuery(id));
  const { data: builds } = useInfiniteQuery(buildsQuery(id, { status: "success" }));
  if (!project || !deployments || !builds) return <Skeleton className="h-96" />;
  return (
    <RuntimeLogs
      project={project}
      deployments={deployments.pages.flatMap((page) => page.items)}
      builds={builds.pages.flatMap((page) => page.items)}
    />
  );
}

type Props = { project: Project; deployments: Deployment[]; builds: Build[] };

/** What the project's apps print: the one that is live, those before it, and previews, which go by their builds. */
function RuntimeLogs({ project, deployments, builds }: Props) {
  const [wanted, setWanted] = useState<string | null>(null);
  const app = wanted ?? project.active_deployment_id ?? deployments[0]?.id ?? builds[0]?.id;
  const source = useMemo(() => (app ? appLog(app) : null), [app]);
  if (!app || !source)
    return (
      <Empty icon={<ScrollText />} title={text.runtimeLogs.none}>
        {text.runtimeLogs.noneAbout}
      </Empty>
    );

  const buildOf = (deployment: Deployment) => builds.find((build) => build.id === deployment.build_id);
  const options = [
    ...deployments.map((one) => ({
      value: one.id,
      label: labelOf(common.status[one.status], buildOf(one), one.created_at),
    })),
    ...builds.map((one) => ({ value: one.id, label: labelOf(text.runtimeLogs.preview, one, one.created_at) })),
  ];
  if (!options.some((option) => option.value === app)) options.unshift({ value: app, label: common.status.active });
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-lg">{text.runtimeLogs.title}</h1>
          <p className="max-w-prose text-soft text-sm">{text.runtimeLogs.about}</p>
        </div>
        <Select
          aria-label={text.runtimeLogs.choose}
          value={app}
          onChange={setWanted}
          options={options}
          className="max-w-full sm:w-96"
        />
      </div>
      <LogViewer
        key={app}
        source={source}
        label={text.runtimeLogs.title}
        isLive
        fileName={`${project.name}-${app}.log`}
        className="h-[max(20rem,calc(100dvh-18rem))]"
      />
    </div>
  );
}

function labelOf(kind: string, build: Build | undefined, at: string): string {
  return [kind, ...(build ? [shortCommit(build), titleOf(build)] : [exactTime(at)])].join(" · ");
}
