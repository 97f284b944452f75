import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { Section } from "@/components/ui/card";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { useWhyNot } from "@/lib/account";
import type { Project } from "@/lib/api/types";
import { hostOf } from "@/lib/urls";
import { domainsQuery } from "../api/get-domains";
import { text } from "../text";
import { AddDomainForm } from "./add-domain-form";
import { DomainRow } from "./domain-row";

export function Domains({ project }: { project: Project }) {
  const { data, error, refetch, isRefetching } = useQuery(domainsQuery(project.id));
  const whyNot = useWhyNot("deploy", project.team_id);
  return (
    <Section id="domains" title={text.title} about={text.about}>
      <div className="grid gap-5">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-soft text-sm">{text.own}</span>
          <a
            href={project.production_url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-w-0 items-center gap-1.5 break-all hover:text-accent hover:underline"
          >
            {hostOf(project.production_url)}
            <ExternalLink className="size-3 shrink-0" aria-hidden="true" />
          </a>
        </div>
        {error && !data ? (
          <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
        ) : !data ? (
          <SkeletonList count={1} />
        ) : data.items.length === 0 ? (
          <p className="text-soft text-sm">{text.none}</p>
        ) : (
          <ul className="grid gap-4">
            {data.items.map((domain) => (
              <DomainRow key={domain.name} projectId={project.id} domain={domain} whyNot={whyNot} />
            ))}
          </ul>
        )}
        <AddDomainForm projectId={project.id} whyNot={whyNot} />
      </div>
    </Section>
  );
}
