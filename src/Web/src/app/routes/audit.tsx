import { createLazyRoute } from "@tanstack/react-router";
import { Empty } from "@/components/ui/empty";
import { SkeletonList } from "@/components/ui/skeleton";
import { AuditLog } from "@/features/audit/components/audit-log";
import { text } from "@/features/audit/text";
import { useAccount, useWhyNot } from "@/lib/account";
import { TeamSelect } from "../team-select";
import { useChosenTeam } from "../use-chosen-team";

export const Route = createLazyRoute("/frame/audit")({ component: AuditPage });

function AuditPage() {
  const account = useAccount();
  const { team, choose } = useChosenTeam();
  const whyNot = useWhyNot("manage", team?.id);
  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <div className="mr-auto">
          <h1 className="text-2xl">{text.title}</h1>
          <p className="text-soft">{text.about}</p>
        </div>
        {account && team && <TeamSelect teams={account.teams} chosen={team} onChoose={choose} />}
      </div>
      {!team ? (
        <SkeletonList count={6} className="h-12" />
      ) : whyNot ? (
        <Empty title={text.notAllowed}>{whyNot}</Empty>
      ) : (
        <AuditLog key={team.id} team={team.id} />
      )}
    </div>
  );
}
