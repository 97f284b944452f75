import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Confirm, ConfirmButton } from "@/components/ui/confirm";
import { Field } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { useAccount, useWhyNot } from "@/lib/account";
import type { Project } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { deleteProject } from "../api/delete-project";
import { transferProject } from "../api/transfer-project";
import { text } from "../text";

const words = text.settings;

export function DangerZone({ project, onGone }: { project: Project; onGone: () => void }) {
  const whyNot = useWhyNot("manage", project.team_id);
  return (
    <Section id="danger" title={words.danger} isDangerous>
      <div className="grid gap-6">
        <Transfer project={project} whyNot={whyNot} />
        <Removal project={project} whyNot={whyNot} onGone={onGone} />
      </div>
    </Section>
  );
}

function Transfer({ project, whyNot }: { project: Project; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const account = useAccount();
  const [isAsked, setAsked] = useState(false);
  const others = account?.teams.filter((team) => team.id !== project.team_id && team.role === "owner") ?? [];
  const [chosen, choose] = useState<string>();
  const teamId = chosen ?? others[0]?.id;
  const transfer = useMutation({
    mutationFn: transferProject,
    onSuccess: async (changed) => {
      queries.setQueryData(keys.project(project.id), changed);
      setAsked(false);
      await queries.invalidateQueries({ queryKey: keys.projects });
    },
  });
  return (
    <div className="grid gap-3">
      <div>
        <h3 className="text-base">{words.transfer}</h3>
        <p className="text-soft text-sm">{words.transferAbout}</p>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        {teamId && (
          <Field label={words.transferTo} className="w-56">
            <Select
              value={teamId}
              onChange={choose}
              options={others.map((team) => ({ value: team.id, label: team.name }))}
            />
          </Field>
        )}
        <Button
          look="danger"
          whyNot={whyNot ?? (teamId ? undefined : words.transferNone)}
          onClick={() => setAsked(true)}
        >
          {words.transferAction}
        </Button>
      </div>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={words.transfer}
        about={words.transferAbout}
        action={words.transferAction}
        word={project.name}
        isBusy={transfer.isPending}
        error={transfer.error}
        onConfirm={() => teamId && transfer.mutate({ id: project.id, teamId })}
      />
    </div>
  );
}

function Removal({ project, whyNot, onGone }: { project: Project; whyNot: string | undefined; onGone: () => void }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const remove = useMutation({
    mutationFn: deleteProject,
    onSuccess: async () => {
      onGone();
      say(words.removed, project.name);
      queries.removeQueries({ queryKey: keys.project(project.id) });
      await queries.invalidateQueries({ queryKey: keys.projects });
    },
  });
  return (
    <div className="grid justify-items-start gap-3">
      <div>
        <h3 className="text-base">{words.remove}</h3>
        <p className="text-soft text-sm">{words.removeAbout}</p>
      </div>
      <ConfirmButton
        look="danger"
        whyNot={whyNot}
        title={words.remove}
        about={words.removeAbout}
        action={words.remove}
        word={project.name}
        doing={remove}
        onConfirm={() => remove.mutate(project.id)}
      />
    </div>
  );
}
