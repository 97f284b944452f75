import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, TextArea } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import type { Variable } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { optional, variableValue } from "@/lib/rules";
import { changeVariable } from "../api/change-variable";
import { text } from "../text";
import { type Scope, scopeOf, type Target, TargetFields, targetOf, targetsOf } from "./target-fields";

type Props = { projectId: string; variable: Variable; onDone: () => void };

export function ChangeVariableForm({ projectId, variable, onDone }: Props) {
  const queries = useQueryClient();
  const { say } = useToast();
  const form = useForm({ value: "" }, { value: optional(variableValue) });
  const [target, setTarget] = useState<Target>(targetOf(variable.target));
  const [scope, setScope] = useState<Scope>(scopeOf(variable.scope));
  const change = useMutation({
    mutationFn: changeVariable,
    onSuccess: async () => {
      say(text.changed(variable.key));
      onDone();
      await queries.invalidateQueries({ queryKey: keys.variables(projectId) });
    },
    onError: form.refuse,
  });
  const { value } = form.values;
  const isChanged = value !== "" || target !== targetOf(variable.target) || scope !== variable.scope;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.isRight() && isChanged)
          change.mutate({
            id: projectId,
            variable,
            change: { target: targetsOf(target), scope, ...(value && { value }) },
          });
      }}
    >
      <Field label={text.newValue} hint={text.newValueHint} error={form.errorOf("value")}>
        <TextArea
          rows={3}
          spellCheck={false}
          autoComplete="off"
          className="font-mono text-sm"
          {...form.bind("value")}
        />
      </Field>
      <TargetFields target={target} onTarget={setTarget} scope={scope} onScope={setScope} />
      {form.problem && <ErrorNote error={form.problem} />}
      <Button type="submit" look="primary" className="justify-self-end" isBusy={change.isPending} disabled={!isChanged}>
        {text.save}
      </Button>
    </form>
  );
}
