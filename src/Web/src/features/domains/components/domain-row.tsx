import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CircleDashed, ExternalLink, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmButton } from "@/components/ui/confirm";
import { ErrorNote } from "@/components/ui/error";
import { TimeAgo } from "@/components/ui/time-ago";
import { useToast } from "@/components/ui/toast";
import type { Domain } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { keys } from "@/lib/query";
import { removeDomain } from "../api/remove-domain";
import { verifyDomain } from "../api/verify-domain";
import { text } from "../text";
import { DnsRecords } from "./dns-records";

type Props = { projectId: string; domain: Domain; whyNot: string | undefined };

export function DomainRow({ projectId, domain, whyNot }: Props) {
  const queries = useQueryClient();
  const { say } = useToast();
  const which = { id: projectId, name: domain.name };
  const again = () => queries.invalidateQueries({ queryKey: keys.domains(projectId) });
  const verify = useMutation({
    mutationFn: verifyDomain,
    onSuccess: async ({ name, is_verified, is_pointing_here }) => {
      if (is_verified && is_pointing_here) say(text.isVerified(name));
      await again();
    },
  });
  const remove = useMutation({
    mutationFn: removeDomain,
    onSuccess: async () => {
      say(text.removed(domain.name));
      await again();
    },
  });
  const isDone = domain.is_verified && domain.is_pointing_here && !domain.lost_since;
  return (
    <li className="grid min-w-0 gap-3 rounded-md border border-line p-3 sm:p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <a
          href={domain.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-w-0 items-center gap-1.5 break-all font-medium hover:text-accent hover:underline"
        >
          {domain.name}
          <ExternalLink className="size-3 shrink-0" aria-hidden="true" />
        </a>
        <DomainState domain={domain} />
        <div className="ml-auto flex gap-2">
          {!isDone && (
            <Button size="sm" isBusy={verify.isPending} whyNot={whyNot} onClick={() => verify.mutate(which)}>
              {text.verify}
            </Button>
          )}
          <ConfirmButton
            size="sm"
            look="quiet"
            whyNot={whyNot}
            title={text.removeOf(domain.name)}
            about={text.removeAbout}
            action={text.remove}
            doing={remove}
            onConfirm={() => remove.mutate(which)}
          />
        </div>
      </div>
      {domain.problem && !isDone && <p className="wrap-anywhere text-busy text-sm">{domain.problem}</p>}
      {domain.lost_since && <p className="text-bad text-sm">{text.lostAbout}</p>}
      {verify.error && <ErrorNote error={verify.error} />}
      {!isDone && (
        <>
          <p className="text-sm">{domain.is_verified && !domain.lost_since ? text.notPointing : text.records}</p>
          <DnsRecords records={domain.records} />
          <p className="text-soft text-xs">
            {text.watching}
            {domain.checked_at && (
              <>
                {" "}
                {text.checked} <TimeAgo at={domain.checked_at} />.
              </>
            )}
          </p>
        </>
      )}
    </li>
  );
}

function DomainState({ domain }: { domain: Domain }) {
  const [word, Icon, look] = domain.lost_since
    ? ([text.lost, TriangleAlert, "bg-bad-tint text-bad"] as const)
    : domain.is_verified
      ? ([text.verified, Check, "bg-live-tint text-live"] as const)
      : ([text.waiting, CircleDashed, "bg-busy-tint text-busy"] as const);
  return (
    <span className={classes("inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 font-medium text-xs", look)}>
      <Icon className="size-3" aria-hidden="true" />
      {word}
    </span>
  );
}
