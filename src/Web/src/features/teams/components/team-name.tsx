import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useWhyNot } from "@/lib/account";
import type { Team } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { name } from "@/lib/rules";
import { renameTeam } from "../api/rename-team";
import { text } from "../text";

export function TeamName({ team }: { team: Team }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const form = useForm({ name: team.name }, { name });
  const whyNot = useWhyNot("manage", team.id);
  const rename = useMutation({
    mutationFn: renameTeam,
    onSuccess: async () => {
      say(text.saved);
      await queries.invalidateQueries({ queryKey: keys.me });
    },
    onError: form.refuse,
  });
  return (
    <Section title={text.rename} about={text.renameAbout}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!whyNot && form.isRight()) rename.mutate({ team: team.id, ...form.values });
        }}
      >
        <div className="flex max-w-md items-start gap-2">
          <Field label={text.rename} error={form.errorOf("name")} className="flex-1">
            <Input {...form.bind("name")} />
          </Field>
          <Button
            type="submit"
            className="mt-6.5"
            isBusy={rename.isPending}
            whyNot={whyNot}
            disabled={!form.isUnlike({ name: team.name })}
          >
            {text.save}
          </Button>
        </div>
        {form.problem && <ErrorNote error={form.problem} />}
      </form>
    </Section>
  );
}
