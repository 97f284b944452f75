import { createLazyRoute } from "@tanstack/react-router";
import { SkeletonList } from "@/components/ui/skeleton";
import { Invitations } from "@/features/teams/components/invitations";
import { Members } from "@/features/teams/components/members";
import { NewTeam } from "@/features/teams/components/new-team";
import { TeamName } from "@/features/teams/components/team-name";
import { text } from "@/features/teams/text";
import { Tokens } from "@/features/tokens/components/tokens";
import { useAccount } from "@/lib/account";
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
      {team ? (
        <div key={team.id} className="grid gap-6">
          <Members team={team} />
          <Invitations team={team} />
          <Tokens team={team} />
          <TeamName team={team} />
        </div>
      ) : (
        <SkeletonList count={3} className="h-48" />
      )}
    </div>
  );
}
