import { useQueries } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { SkeletonList } from "@/components/ui/skeleton";
import { invitationsQuery } from "@/features/teams/api/get-invitations";
import { membersQuery } from "@/features/teams/api/get-members";
import { Invitations } from "@/features/teams/components/invitations";
import { Members } from "@/features/teams/components/members";
import { NewTeam } from "@/features/teams/components/new-team";
import { TeamName } from "@/features/teams/components/team-name";
import { text } from "@/features/teams/text";
import { tokensQuery } from "@/features/tokens/api/get-tokens";
import { Tokens } from "@/features/tokens/components/tokens";
import { useAccount, useWhyNot } from "@/lib/account";
import type { Team } from "@/lib/api/types";
import { TeamSelect } from "../team-select";
import { useChosenTeam } from "../use-chosen-team";

export const Route = createLazyRoute("/frame/team")({ component: TeamPage });

function TeamPage() {
  const account = useAccount();
  const { team, choose } = useChosenTeam();
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-2xl">{text.title}</h1>
        {account && team && <TeamSelect teams={account.teams} chosen={team} onChoose={choose} />}
        <NewTeam onCreated={choose} />
      </div>
      {team ? <TeamParts key={team.id} team={team} /> : <SkeletonList count={3} className="h-48" />}
    </div>
  );
}

/** All of them at once: each would push those below it down when it comes. */
function TeamParts({ team }: { team: Team }) {
  const mayNotManage = useWhyNot("manage", team.id) !== undefined;
  const isComing = useQueries({
    queries: [membersQuery(team.id), { ...invitationsQuery(team.id), enabled: !mayNotManage }, tokensQuery(team.id)],
    combine: (parts) => parts.some((part) => part.isLoading),
  });
  if (isComing) return <SkeletonList count={3} className="h-48" />;
  return (
    <div className="grid gap-6">
      <Members team={team} />
      <Invitations team={team} />
      <Tokens team={team} />
      <TeamName team={team} />
    </div>
  );
}
