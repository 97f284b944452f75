import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm";
import { ErrorNote, ErrorPanel } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ShownOnce } from "@/components/ui/shown-once";
import { SkeletonList } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { useToast } from "@/components/ui/toast";
import type { Team, Token, TokenRole } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { name } from "@/lib/rules";
import { exactTime } from "@/lib/time";
import { createToken } from "../api/create-token";
import { endToken } from "../api/end-token";
import { tokensQuery } from "../api/get-tokens";
import { text } from "../text";

const options = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));

export function Tokens({ team }: { team: Team }) {
  const { data, error, refetch, isRefetching } = useQuery(tokensQuery(team.id));
  return (
    <Section id="tokens" title={text.title} about={text.about}>
      <div className="grid gap-5">
        <NewToken team={team} />
        {error && !data ? (
          <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
        ) : !data ? (
          <SkeletonList count={1} className="h-10" />
        ) : data.items.length === 0 ? (
          <p className="text-soft text-sm">{text.none}</p>
        ) : (
          <ul className="divide-y divide-line">
            {data.items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function NewToken({ team }: { team: Team }) {
  const queries = useQueryClient();
  const form = useForm({ name: "", role: "deploy", days: "90" }, { name });
  const [secret, setSecret] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: async (made) => {
      form.reset({ ...form.values, name: "" });
      setSecret(made.token);
      await queries.invalidateQueries({ queryKey: keys.tokens });
    },
    onError: form.refuse,
  });
  const { role, days } = form.values;
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.isRight())
          create.mutate({
            team: team.id,
            name: form.values.name,
            role: role as TokenRole,
            days: days === "never" ? null : Number(days),
          });
      }}
    >
      <div className="grid max-w-2xl items-start gap-3 sm:grid-cols-[1fr_8rem_8rem_auto]">
        <Field label={text.name} error={form.errorOf("name")}>
          <Input placeholder="CI" autoComplete="off" {...form.bind("name")} />
        </Field>
        <Field label={text.role} error={form.errorOf("role")}>
          <Select value={role} onChange={(word) => form.set("role", word)} options={options(text.roles)} />
        </Field>
        <Field label={text.days} error={form.errorOf("expires_in_days" as "days")}>
          <Select value={days} onChange={(word) => form.set("days", word)} options={options(text.ends)} />
        </Field>
        <Button type="submit" className="sm:mt-6.5" isBusy={create.isPending}>
          {text.add}
        </Button>
      </div>
      {form.problem && <ErrorNote error={form.problem} />}
      <ShownOnce
        title={text.made}
        about={text.madeAbout}
        done={text.done}
        value={secret}
        onClose={() => setSecret(null)}
      />
    </form>
  );
}

function TokenRow({ token }: { token: Token }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const end = useMutation({
    mutationFn: endToken,
    onSuccess: async () => {
      say(text.removed(token.name));
      await queries.invalidateQueries({ queryKey: keys.tokens });
    },
  });
  return (
    <li className="flex items-center gap-3 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{token.name}</p>
        <p className="text-soft text-xs">
          {text.roles[token.role as keyof typeof text.roles]} ·{" "}
          {token.last_used_at ? (
            <>
              {text.used} <TimeAgo at={token.last_used_at} />
            </>
          ) : (
            text.unused
          )}{" "}
          · {token.expires_at ? `${text.until} ${exactTime(token.expires_at)}` : text.forEver}
        </p>
      </div>
      <ConfirmButton
        size="sm"
        look="quiet"
        title={text.removeOf(token.name)}
        about={text.removeAbout}
        action={text.remove}
        doing={end}
        onConfirm={() => end.mutate(token.id)}
      />
    </li>
  );
}
