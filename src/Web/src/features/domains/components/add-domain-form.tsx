import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { domain } from "@/lib/rules";
import { addDomain } from "../api/add-domain";
import { text } from "../text";

export function AddDomainForm({ projectId, whyNot }: { projectId: string; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const form = useForm({ name: "" }, { name: domain });
  const add = useMutation({
    mutationFn: addDomain,
    onSuccess: async ({ name }) => {
      form.reset({ name: "" });
      say(text.added(name));
      await queries.invalidateQueries({ queryKey: keys.domains(projectId) });
    },
    onError: form.refuse,
  });
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whyNot && form.isRight()) add.mutate({ id: projectId, name: form.values.name });
      }}
    >
      <div className="flex max-w-xl items-start gap-2">
        <Field label={text.name} hint={text.nameHint} error={form.errorOf("name")} className="flex-1">
          <Input
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="www.example.com"
            {...form.bind("name")}
            onChange={(event) => form.set("name", event.target.value.trim().toLowerCase())}
          />
        </Field>
        <Button type="submit" look="primary" className="mt-6.5" isBusy={add.isPending} whyNot={whyNot}>
          {text.add}
        </Button>
      </div>
      {form.problem && <ErrorNote error={form.problem} />}
    </form>
  );
}
