import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Eye, EyeOff, KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { useToast } from "@/components/ui/toast";
import { useWhyNot } from "@/lib/account";
import type { Project, Variable } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { MASK } from "@/lib/rules";
import { variablesQuery } from "../api/get-variables";
import { removeVariable } from "../api/remove-variable";
import { text } from "../text";
import { AddVariablesForm } from "./add-variables-form";
import { ChangeVariableForm } from "./change-variable-form";
import { scopeOf, targetOf } from "./target-fields";

/** All variables of a project. Every key is shown, and no value until an owner asks for it. */
export function EnvironmentVariables({ project }: { project: Project }) {
  const [isRevealed, setRevealed] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const list = useInfiniteQuery(variablesQuery(project.id, isRevealed));
  const mayNotChange = useWhyNot("deploy", project.team_id);
  const mayNotReveal = useWhyNot("manage", project.team_id);
  const variables = list.data?.pages.flatMap((page) => page.items);
  return (
    <Section
      id="variables"
      title={text.title}
      about={text.about}
      actions={
        <>
          {variables && variables.length > 0 && (
            <Button whyNot={mayNotReveal} title={text.revealNote} onClick={() => setRevealed(!isRevealed)}>
              {isRevealed ? (
                <EyeOff className="size-4" aria-hidden="true" />
              ) : (
                <Eye className="size-4" aria-hidden="true" />
              )}
              {isRevealed ? text.hide : text.reveal}
            </Button>
          )}
          <Button look="primary" whyNot={mayNotChange} onClick={() => setAdding(true)}>
            <Plus className="size-4" aria-hidden="true" />
            {text.add}
          </Button>
        </>
      }
    >
      {list.error && !variables ? (
        <ErrorPanel error={list.error} onRetry={list.refetch} isRetrying={list.isRefetching} />
      ) : !variables ? (
        <SkeletonList count={3} className="h-12" />
      ) : variables.length === 0 ? (
        <Empty icon={<KeyRound />} title={text.none}>
          {text.noneAbout}
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {variables.map((variable) => (
            <VariableRow key={variable.id} project={project} variable={variable} whyNot={mayNotChange} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="mt-4" onClick={() => list.fetchNextPage()} isBusy={list.isFetchingNextPage}>
          {text.more}
        </Button>
      )}
      <Dialog open={isAdding} onOpenChange={setAdding} title={text.add} about={text.addAbout} className="max-w-xl">
        <AddVariablesForm projectId={project.id} onDone={() => setAdding(false)} />
      </Dialog>
    </Section>
  );
}

type RowProps = { project: Project; variable: Variable; whyNot: string | undefined };

function VariableRow({ project, variable, whyNot }: RowProps) {
  const queries = useQueryClient();
  const { say } = useToast();
  const [asked, setAsked] = useState<"change" | "remove" | null>(null);
  const close = () => setAsked(null);
  const remove = useMutation({
    mutationFn: removeVariable,
    onSuccess: async () => {
      say(text.removed(variable.key));
      close();
      await queries.invalidateQueries({ queryKey: keys.variables(project.id) });
    },
  });
  const { key, value } = variable;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_auto_auto]">
      <div className="min-w-0">
        <p className="break-all font-medium font-mono text-sm">{key}</p>
        <p className="text-soft text-xs">
          {text.targets[targetOf(variable.target)]} · {text.scopes[scopeOf(variable.scope)]}
        </p>
      </div>
      <div className="col-span-2 row-start-2 flex min-w-0 items-center gap-1 md:col-span-1 md:row-start-auto">
        <span className="sr-only">{text.valueOf(key)}</span>
        <code className="min-w-0 max-h-24 overflow-auto whitespace-pre-wrap break-all font-mono text-sm">{value}</code>
        {value !== MASK && <CopyButton value={value} label={text.valueOf(key)} />}
      </div>
      <TimeAgo at={variable.updated_at} className="hidden text-soft text-xs md:block" />
      <div className="col-start-2 row-start-1 flex md:col-start-auto md:row-start-auto">
        <Button
          look="quiet"
          size="icon"
          aria-label={text.changeOf(key)}
          whyNot={whyNot}
          onClick={() => setAsked("change")}
        >
          <Pencil className="size-4" aria-hidden="true" />
        </Button>
        <Button
          look="quiet"
          size="icon"
          aria-label={`${text.remove} ${key}`}
          whyNot={whyNot}
          onClick={() => setAsked("remove")}
        >
          <Trash2 className="size-4" aria-hidden="true" />
        </Button>
      </div>
      <Dialog open={asked === "change"} onOpenChange={close} title={text.changeOf(key)} about={text.changeAbout}>
        <ChangeVariableForm projectId={project.id} variable={variable} onDone={close} />
      </Dialog>
      <Confirm
        open={asked === "remove"}
        onOpenChange={close}
        title={text.removeOf(key)}
        about={text.removeAbout}
        action={text.remove}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ id: project.id, variable })}
      />
    </li>
  );
}
