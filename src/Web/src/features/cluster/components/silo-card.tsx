import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { StatusShape } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Cluster, Silo } from "@/lib/api/types";
import { text } from "../text";

export function SiloCard({ silo, newest }: { silo: Silo; newest: Cluster["route_clock"] }) {
  const isBehind = silo.applied_n !== null && (silo.applied_n !== newest.n || silo.applied_epoch !== newest.epoch);
  return (
    <Card className="grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 className="min-w-0 truncate font-medium font-mono text-sm">{silo.id}</h2>
        <span className="inline-flex items-center gap-1.5 text-sm">
          <StatusShape of={silo.is_alive ? "active" : "failed"} />
          {silo.is_alive ? text.alive : text.dead}
        </span>
        <span className="ml-auto flex flex-wrap gap-1">
          {silo.roles.map((role) => (
            <span key={role} className="rounded-sm bg-idle-tint px-1.5 py-0.5 text-idle text-xs">
              {role}
            </span>
          ))}
        </span>
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-sm sm:grid-cols-3">
        <Fact name={text.builds}>{silo.builds}</Fact>
        <Fact name={text.activations}>{silo.activations}</Fact>
        <Fact name={text.apps}>{silo.apps}</Fact>
        <Fact name={text.grains}>{silo.grains}</Fact>
        <Fact name={text.leaseAge}>{text.secondsAgo(silo.lease_age_seconds)}</Fact>
        <Fact name={text.started}>
          <TimeAgo at={silo.started_at} />
        </Fact>
        {silo.applied_n !== null && (
          <Fact name={text.routes}>
            {silo.applied_epoch}.{silo.applied_n}
            {isBehind && <span className="ml-1.5 text-busy">({text.behind})</span>}
          </Fact>
        )}
        {silo.node_address && (
          <div className="col-span-2 min-w-0 sm:col-span-3">
            <dt className="text-soft text-xs">{text.address}</dt>
            <dd className="truncate font-mono">{silo.node_address}</dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-soft text-xs">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
