import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { name } from "@/lib/rules";
import { createTeam } from "../api/create-team";
import { text } from "../text";

export function NewTeam({ onCreated }: { onCreated: (id: string) => void }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const [isOpen, setOpen] = useState(false);
  const form = useForm({ name: "" }, { name });
  const create = useMutation({
    mutationFn: createTeam,
    onSuccess: async (team) => {
      await queries.invalidateQueries({ queryKey: keys.me });
      form.reset({ name: "" });
      setOpen(false);
      say(text.created(team.name));
      onCreated(team.id);
    },
    onError: form.refuse,
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus className="size-4" aria-hidden="true" />
        {text.create}
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title={text.create} about={text.createAbout}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (form.isRight()) create.mutate(form.values.name);
          }}
        >
          <Field label={text.rename} error={form.errorOf("name")}>
            <Input {...form.bind("name")} />
          </Field>
          {form.problem && <ErrorNote error={form.problem} />}
          <Button type="submit" look="primary" className="justify-self-end" isBusy={create.isPending}>
            {text.createAction}
          </Button>
        </form>
      </Dialog>
    </>
  );
}
