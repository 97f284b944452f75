import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useParams } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { ErrorPanel } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { projectQuery } from "@/lib/api/get-project";
import { hostOf } from "@/lib/urls";
import { text } from "./text";

/** The project's name and its pages, above each of them. */
export function ProjectFrame() {
  const { id } = useParams({ from: "/frame/projects/$id" });
  const { data: project, error, refetch, isRefetching } = useQuery(projectQuery(id));
  if (error && !project) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;

  const tabs = [
    ["/projects/$id", text.project.overview],
    ["/projects/$id/deployments", text.project.deployments],
    ["/projects/$id/pull-requests", text.project.pulls],
    ["/projects/$id/logs", text.project.logs],
    ["/projects/$id/settings", text.project.settings],
  ] as const;
  return (
    <>
      <div className="mb-3 flex min-h-9 flex-wrap items-baseline gap-x-4">
        {project ? (
          <p className="min-w-0 truncate font-semibold text-xl tracking-tight">{project.name}</p>
        ) : (
          <Skeleton className="h-7 w-48" />
        )}
        {project?.active_deployment_id && (
          <a
            href={project.production_url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-w-0 items-center gap-1.5 text-soft text-sm hover:text-accent hover:underline"
          >
            <span className="truncate">{hostOf(project.production_url)}</span>
            <ExternalLink className="size-3 shrink-0" aria-hidden="true" />
          </a>
        )}
      </div>
      <nav aria-label={text.project.label} className="mb-6 flex gap-1 overflow-x-auto border-line border-b">
        {tabs.map(([to, label]) => (
          <Link
            key={to}
            to={to}
            params={{ id }}
            activeOptions={{ exact: true }}
            className="whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-soft text-sm hover:text-ink data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
