import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { clusterQuery } from "../api/get-cluster";
import { text } from "../text";
import { SiloCard } from "./silo-card";

export function ClusterView() {
  const { data, error, refetch, isRefetching } = useQuery(clusterQuery);
  if (error && !data) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;
  if (!data) return <SkeletonList count={3} className="h-40" />;
  const { epoch, n } = data.route_clock;
  return (
    <div className="grid gap-5">
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure name={text.silos}>{data.silos.filter((silo) => silo.is_alive).length}</Figure>
        <Figure name={text.queue}>{data.queued_builds}</Figure>
        <Figure name={text.apps}>{data.silos.reduce((sum, silo) => sum + silo.apps, 0)}</Figure>
        <Figure name={text.clock} about={text.clockAbout}>
          {epoch}.{n}
        </Figure>
      </dl>
      <ul className="grid gap-3 lg:grid-cols-2">
        {data.silos.map((silo) => (
          <li key={silo.id} className="min-w-0">
            <SiloCard silo={silo} newest={data.route_clock} />
          </li>
        ))}
      </ul>
      <p className="text-soft text-sm">
        {text.version} {data.version}
      </p>
    </div>
  );
}

function Figure({ name, about, children }: { name: string; about?: string; children: ReactNode }) {
  return (
    <Card className="px-4 py-3" title={about}>
      <dt className="text-soft text-sm">{name}</dt>
      <dd className="font-semibold text-2xl tabular-nums tracking-tight">{children}</dd>
    </Card>
  );
}
