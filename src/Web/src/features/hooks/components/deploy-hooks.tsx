import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm";
import { ErrorNote, ErrorPanel } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { ShownOnce } from "@/components/ui/shown-once";
import { SkeletonList } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { useToast } from "@/components/ui/toast";
import { useWhyNot } from "@/lib/account";
import type { DeployHook, Project } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { branch, name, optional } from "@/lib/rules";
import { addHook } from "../api/add-hook";
import { hooksQuery } from "../api/get-hooks";
import { removeHook } from "../api/remove-hook";
import { text } from "../text";

export function DeployHooks({ project }: { project: Project }) {
  const { data, error, refetch, isRefetching } = useQuery(hooksQuery(project.id));
  const whyNot = useWhyNot("deploy", project.team_id);
  return (
    <Section id="hooks" title={text.title} about={text.about}>
      <div className="grid gap-5">
        {error && !data ? (
          <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
        ) : !data ? (
          <SkeletonList count={1} className="h-10" />
        ) : data.items.length === 0 ? (
          <p className="text-soft text-sm">{text.none}</p>
        ) : (
          <ul className="divide-y divide-line">
            {data.items.map((hook) => (
              <HookRow key={hook.id} hook={hook} whyNot={whyNot} />
            ))}
          </ul>
        )}
        <AddHookForm project={project} whyNot={whyNot} />
      </div>
    </Section>
  );
}

function AddHookForm({ project, whyNot }: { project: Project; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const form = useForm({ name: "", branch: "" }, { name, branch: optional(branch) });
  const [url, setUrl] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: addHook,
    onSuccess: async (made) => {
      form.reset({ name: "", branch: "" });
      setUrl(made.url);
      await queries.invalidateQueries({ queryKey: keys.hooks(project.id) });
    },
    onError: form.refuse,
  });
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whyNot && form.isRight()) add.mutate({ id: project.id, ...form.values });
      }}
    >
      <div className="grid max-w-xl items-start gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <Field label={text.name} error={form.errorOf("name")}>
          <Input placeholder="CMS" autoComplete="off" {...form.bind("name")} />
        </Field>
        <Field label={text.branch} isOptional error={form.errorOf("branch")}>
          <Input placeholder={project.branch} autoComplete="off" spellCheck={false} {...form.bind("branch")} />
        </Field>
        <Button type="submit" className="sm:mt-6.5" isBusy={add.isPending} whyNot={whyNot}>
          {text.add}
        </Button>
      </div>
      {form.problem && <ErrorNote error={form.problem} />}
      <ShownOnce title={text.added} about={text.addedAbout} done={text.done} value={url} onClose={() => setUrl(null)} />
    </form>
  );
}

function HookRow({ hook, whyNot }: { hook: DeployHook; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const remove = useMutation({
    mutationFn: removeHook,
    onSuccess: async () => {
      say(text.removed(hook.name));
      await queries.invalidateQueries({ queryKey: keys.hooks(hook.project_id) });
    },
  });
  return (
    <li className="flex items-center gap-3 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{hook.name}</p>
        <p className="truncate text-soft text-xs">
          {hook.branch} · <TimeAgo at={hook.created_at} />
        </p>
      </div>
      <ConfirmButton
        size="sm"
        look="quiet"
        whyNot={whyNot}
        title={text.removeOf(hook.name)}
        about={text.removeAbout}
        action={text.remove}
        doing={remove}
        onConfirm={() => remove.mutate({ id: hook.project_id, hook: hook.id })}
      />
    </li>
  );
}
