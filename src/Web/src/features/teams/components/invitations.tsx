import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { ErrorNote, ErrorPanel } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ShownOnce } from "@/components/ui/shown-once";
import { useToast } from "@/components/ui/toast";
import { useWhyNot } from "@/lib/account";
import type { Invitation, Role, Team } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { email, optional } from "@/lib/rules";
import { exactTime } from "@/lib/time";
import { invitationsQuery } from "../api/get-invitations";
import { invite } from "../api/invite";
import { withdrawInvitation } from "../api/withdraw-invitation";
import { text } from "../text";
import { ROLES } from "./members";

export function Invitations({ team }: { team: Team }) {
  const whyNot = useWhyNot("manage", team.id);
  // Only owners may read them, so others do not ask.
  const { data, error, refetch, isRefetching } = useQuery({ ...invitationsQuery(team.id), enabled: !whyNot });
  return (
    <Section id="invitations" title={text.invitations} about={text.invitationsAbout}>
      <div className="grid gap-5">
        <InviteForm team={team} whyNot={whyNot} />
        {error && !data && <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />}
        {data && data.items.length > 0 && (
          <div className="grid gap-2">
            <h3 className="font-medium text-sm">{text.open}</h3>
            <ul className="divide-y divide-line">
              {data.items.map((invitation) => (
                <InvitationRow key={invitation.id} team={team} invitation={invitation} />
              ))}
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}

function InviteForm({ team, whyNot }: { team: Team; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const form = useForm({ email: "", role: "developer" }, { email: optional(email) });
  const [link, setLink] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: invite,
    onSuccess: async (made) => {
      form.reset({ email: "", role: "developer" });
      setLink(made.url);
      await queries.invalidateQueries({ queryKey: keys.invitations(team.id) });
    },
    onError: form.refuse,
  });
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whyNot && form.isRight())
          send.mutate({ team: team.id, email: form.values.email, role: form.values.role as Role });
      }}
    >
      <div className="grid max-w-xl items-start gap-3 sm:grid-cols-[1fr_9rem_auto]">
        <Field label={text.email} isOptional hint={text.emailHint} error={form.errorOf("email")}>
          <Input type="email" autoComplete="off" {...form.bind("email")} />
        </Field>
        <Field label={text.inviteRole} error={form.errorOf("role")}>
          <Select value={form.values.role} onChange={(role) => form.set("role", role)} options={ROLES} />
        </Field>
        <Button type="submit" look="primary" className="sm:mt-6.5" isBusy={send.isPending} whyNot={whyNot}>
          {text.invite}
        </Button>
      </div>
      {form.problem && <ErrorNote error={form.problem} />}
      <ShownOnce title={text.link} about={text.linkAbout} done={text.done} value={link} onClose={() => setLink(null)} />
    </form>
  );
}

function InvitationRow({ team, invitation }: { team: Team; invitation: Invitation }) {
  const queries = useQueryClient();
  const { fail } = useToast();
  const withdraw = useMutation({
    mutationFn: withdrawInvitation,
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.invitations(team.id) }),
    onError: fail,
  });
  return (
    <li className="flex items-center gap-3 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="truncate">{invitation.email ?? text.anybody}</p>
        <p className="text-soft text-xs">
          {text.roles[invitation.role as keyof typeof text.roles]} · {text.expires} {exactTime(invitation.expires_at)}
        </p>
      </div>
      <Button
        size="sm"
        look="quiet"
        isBusy={withdraw.isPending}
        onClick={() => withdraw.mutate({ team: team.id, invitation: invitation.id })}
      >
        {text.withdraw}
      </Button>
    </li>
  );
}
