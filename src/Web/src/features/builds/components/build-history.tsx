import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Commit } from "@/components/ui/commit";
import { Empty } from "@/components/ui/empty";
import { ErrorPanel } from "@/components/ui/error";
import { Select } from "@/components/ui/select";
import { SkeletonList } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { type BuildFilter, buildsQuery } from "@/lib/api/list-builds";
import type { Build, BuildStatus } from "@/lib/api/types";
import { titleOf } from "@/lib/commit";
import { text as common } from "@/lib/text";
import { text } from "../text";
import { BuildDuration } from "./build-header";
import { PreviewLink } from "./build-outcome";

const ALL = "all";
const STATUSES: BuildStatus[] = ["pending", "building", "success", "failed", "canceled"];

/** The builds of a project, by status and branch, page by page. */
export function BuildHistory({ projectId, actions }: { projectId: string; actions?: ReactNode }) {
  const [filter, setFilter] = useState<BuildFilter>({});
  const { data, error, refetch, isRefetching, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    buildsQuery(projectId, filter),
  );
  const builds = data?.pages.flatMap((page) => page.items);
  const isFiltered = filter.status !== undefined || filter.branch !== undefined;

  return (
    <section aria-label={text.title} className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="text-lg">{text.title}</h2>
          <p className="text-soft text-sm">{text.about}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {actions}
          <Filters projectId={projectId} filter={filter} onChange={setFilter} />
        </div>
      </div>
      {error && !builds ? (
        <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
      ) : !builds ? (
        <SkeletonList count={4} />
      ) : builds.length === 0 ? (
        <Empty
          icon={<Hammer />}
          title={isFiltered ? text.noneFound : text.none}
          actions={isFiltered && <Button onClick={() => setFilter({})}>{text.clearFilter}</Button>}
        >
          {isFiltered ? text.noneFoundAbout : text.noneAbout}
        </Empty>
      ) : (
        <>
          <ol className="overflow-hidden rounded-lg border border-line bg-surface">
            {builds.map((build) => (
              <BuildRow key={build.id} build={build} />
            ))}
          </ol>
          {hasNextPage && (
            <Button className="justify-self-center" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {text.more}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function BuildRow({ build }: { build: Build }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-b-0 hover:bg-sunken/60 sm:grid-cols-[7.5rem_minmax(0,1fr)_auto_auto]">
      <Status of={build.status} className="col-start-1 row-start-1 justify-self-start" />
      <div className="col-span-2 col-start-1 row-start-2 min-w-0 sm:col-span-1 sm:col-start-2 sm:row-start-1">
        <Link
          to="/projects/$id/builds/$build_id"
          params={{ id: build.project_id, build_id: build.id }}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {titleOf(build)}
        </Link>
        <p className="flex flex-wrap gap-x-3 text-soft text-sm">
          <Commit of={build} />
          {build.author && <span className="truncate">{text.by(build.author)}</span>}
        </p>
      </div>
      <p className="col-start-1 row-start-3 flex gap-x-2 text-soft text-sm sm:col-start-3 sm:row-start-1 sm:flex-col sm:items-end">
        <TimeAgo at={build.created_at} />
        <BuildDuration build={build} />
      </p>
      <div className="relative col-start-2 row-start-1 text-right sm:col-start-4 sm:w-20">
        {build.preview_url && <PreviewLink url={build.preview_url} />}
      </div>
    </li>
  );
}

type FiltersProps = { projectId: string; filter: BuildFilter; onChange: (filter: BuildFilter) => void };

function Filters({ projectId, filter, onChange }: FiltersProps) {
  const { data } = useInfiniteQuery(buildsQuery(projectId));
  const branches = new Set(
    data?.pages.flatMap((page) => page.items.map((build) => build.branch)).filter((b) => b !== null),
  );
  if (filter.branch) branches.add(filter.branch);
  const change = (name: keyof BuildFilter) => (value: string) => {
    const { [name]: _, ...others } = filter;
    onChange(value === ALL ? others : { ...others, [name]: value });
  };
  return (
    <div className="flex gap-2">
      <Select
        aria-label={text.status}
        value={filter.status ?? ALL}
        onChange={change("status")}
        options={[
          { value: ALL, label: text.anyStatus },
          ...STATUSES.map((status) => ({ value: status, label: common.status[status] })),
        ]}
        className="w-36"
      />
      <Select
        aria-label={text.branch}
        value={filter.branch ?? ALL}
        onChange={change("branch")}
        options={[{ value: ALL, label: text.anyBranch }, ...[...branches].sort().map((b) => ({ value: b, label: b }))]}
        className="w-40"
      />
    </div>
  );
}
