import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Section } from "@/components/ui/card";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import type { Report } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { reportsQuery } from "../api/get-reports";
import { text } from "../text";

/** What the repository's host was told, and what it could not be told. */
export function Reports({ projectId }: { projectId: string }) {
  const { data, error, refetch, isRefetching } = useQuery(reportsQuery(projectId));
  return (
    <Section id="reports" title={text.reports} about={text.reportsAbout}>
      {error && !data ? (
        <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
      ) : !data ? (
        <SkeletonList count={1} className="h-5" />
      ) : data.items.length === 0 ? (
        <p className="text-soft text-sm">{text.reportsNone}</p>
      ) : (
        <ul className="divide-y divide-line">
          {data.items.map((report) => (
            <ReportRow key={`${report.kind} ${report.subject}`} projectId={projectId} report={report} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ReportRow({ projectId, report }: { projectId: string; report: Report }) {
  const pull = /^pull\/(\d+)$/.exec(report.subject)?.[1];
  return (
    <li className="grid gap-1 py-2.5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="font-medium">
          {text.kinds[report.kind]}
          {pull && ` #${pull}`}
        </span>
        <Link
          to="/projects/$id/builds/$build_id"
          params={{ id: projectId, build_id: report.build_id }}
          className="font-mono text-xs underline hover:text-accent"
        >
          {report.build_id}
        </Link>
        {report.told && <Status of={report.told} />}
        <span className={classes("ml-auto", report.status === "dead" ? "text-bad" : "text-soft")}>
          {text.ends[report.status]}
          {report.tries > 0 && ` · ${text.tries(report.tries)}`}
        </span>
      </div>
      {report.error && <p className="wrap-anywhere text-bad text-sm">{report.error}</p>}
    </li>
  );
}
