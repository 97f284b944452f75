import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EnvBlockField, envBlockError } from "@/components/ui/env-block-field";
import { ErrorNote } from "@/components/ui/error";
import { useToast } from "@/components/ui/toast";
import { parseEnvBlock } from "@/lib/env-block";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { addVariables } from "../api/add-variables";
import { text } from "../text";
import { type Scope, type Target, TargetFields, targetsOf } from "./target-fields";

export function AddVariablesForm({ projectId, onDone }: { projectId: string; onDone: () => void }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const form = useForm({ variables: "" }, { variables: envBlockError });
  const [target, setTarget] = useState<Target>("both");
  const [scope, setScope] = useState<Scope>("both");
  const add = useMutation({
    mutationFn: addVariables,
    onSuccess: async (_, { entries }) => {
      say(text.added(entries.length));
      onDone();
      await queries.invalidateQueries({ queryKey: keys.variables(projectId) });
    },
    onError: form.refuse,
  });
  const block = form.values.variables;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!form.isRight()) return;
        const entries = parseEnvBlock(block);
        if (entries.length > 0) add.mutate({ id: projectId, entries, target: targetsOf(target), scope });
      }}
    >
      <EnvBlockField
        label={text.block}
        hint={text.blockHint}
        value={block}
        onChange={(changed) => form.set("variables", changed)}
        error={envBlockError(block)}
      />
      <TargetFields target={target} onTarget={setTarget} scope={scope} onScope={setScope} />
      {form.problem && <ErrorNote error={form.problem.firstFieldError ?? form.problem} />}
      <Button
        type="submit"
        look="primary"
        className="justify-self-end"
        isBusy={add.isPending}
        disabled={block.trim() === ""}
      >
        {text.submit}
      </Button>
    </form>
  );
}
