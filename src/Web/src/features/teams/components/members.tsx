import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { ErrorPanel } from "@/components/ui/error";
import { Select } from "@/components/ui/select";
import { SkeletonList } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { useAccount, useWhyNot } from "@/lib/account";
import type { Member, Role, Team } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { changeRole } from "../api/change-role";
import { membersQuery } from "../api/get-members";
import { removeMember } from "../api/remove-member";
import { text } from "../text";

export const ROLES = Object.entries(text.roles).map(([value, label]) => ({ value, label }));

export function Members({ team }: { team: Team }) {
  const { data, error, refetch, isRefetching } = useQuery(membersQuery(team.id));
  return (
    <Section id="members" title={text.members} about={text.membersAbout}>
      {error && !data ? (
        <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
      ) : !data ? (
        <SkeletonList count={1} className="h-20 sm:h-12" />
      ) : (
        <ul className="divide-y divide-line">
          {data.items.map((member) => (
            <MemberRow key={member.user_id} team={team} member={member} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function MemberRow({ team, member }: { team: Team; member: Member }) {
  const queries = useQueryClient();
  const { say, fail } = useToast();
  const isMe = useAccount()?.id === member.user_id;
  const mayNot = useWhyNot("manage", team.id);
  const [isAsked, setAsked] = useState(false);
  const which = { team: team.id, user: member.user_id };
  const change = useMutation({
    mutationFn: changeRole,
    onSuccess: async (changed) => {
      say(text.changed(changed.name, text.roles[changed.role as keyof typeof text.roles]));
      await queries.invalidateQueries({ queryKey: keys.members(team.id) });
      if (isMe) await queries.invalidateQueries({ queryKey: keys.me });
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: removeMember,
    onSuccess: async () => {
      setAsked(false);
      say(text.removed(member.name));
      await queries.invalidateQueries({ queryKey: isMe ? keys.me : keys.members(team.id) });
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium">
          {member.name}
          {isMe && <span className="ml-1.5 font-normal text-soft text-sm">({text.you})</span>}
        </p>
        {member.email && <p className="truncate text-soft text-sm">{member.email}</p>}
      </div>
      <Select
        aria-label={text.role(member.name)}
        value={change.isPending ? change.variables.role : member.role}
        onChange={(role) => change.mutate({ ...which, role: role as Role })}
        options={ROLES}
        disabled={mayNot !== undefined || change.isPending}
        className="w-36"
      />
      <Button
        size="sm"
        look="quiet"
        className="min-w-19"
        whyNot={isMe ? undefined : mayNot}
        onClick={() => setAsked(true)}
      >
        {isMe ? text.leave : text.remove}
      </Button>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={isMe ? text.leaveOf(team.name) : text.removeOf(member.name)}
        about={text.removeAbout}
        action={isMe ? text.leave : text.remove}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(which)}
      />
    </li>
  );
}
