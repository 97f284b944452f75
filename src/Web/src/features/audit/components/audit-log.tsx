import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { classes } from "@/lib/classes";
import { exportAudit } from "../api/export-audit";
import { auditQuery } from "../api/get-audit";
import { NO_FILTER } from "../model/filter";
import { text } from "../text";
import { AuditFilters } from "./audit-filters";
import { AuditRow } from "./audit-row";

export function AuditLog({ team }: { team: string }) {
  const [filter, setFilter] = useState(NO_FILTER);
  const wanted = useDeferredValue(filter);
  const { fail } = useToast();
  const list = useInfiniteQuery(auditQuery(team, wanted));
  const save = useMutation({
    mutationFn: exportAudit,
    onSuccess: (file) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "audit.ndjson";
      link.click();
      URL.revokeObjectURL(link.href);
    },
    onError: fail,
  });
  const entries = list.data?.pages.flatMap((page) => page.items);
  return (
    <div className="grid gap-5">
      <AuditFilters filter={filter} onChange={setFilter} />
      <Button
        className="justify-self-start"
        title={text.exportAbout}
        isBusy={save.isPending}
        onClick={() => save.mutate({ team, filter })}
      >
        <Download className="size-4" aria-hidden="true" />
        {text.export}
      </Button>
      {list.error && (!entries || list.isRefetchError) ? (
        <ErrorPanel error={list.error} onRetry={list.refetch} isRetrying={list.isRefetching} />
      ) : !entries ? (
        <SkeletonList count={6} className="h-12" />
      ) : entries.length === 0 ? (
        <Empty title={text.none}>{text.noneAbout}</Empty>
      ) : (
        <Card className={classes(list.isPlaceholderData && "opacity-60")}>
          <ul className="divide-y divide-line">
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </ul>
        </Card>
      )}
      {list.hasNextPage && (
        <Button className="justify-self-center" onClick={() => list.fetchNextPage()} isBusy={list.isFetchingNextPage}>
          {text.more}
        </Button>
      )}
    </div>
  );
}
