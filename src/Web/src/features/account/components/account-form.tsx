import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import type { Account } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { email, name, optional, password } from "@/lib/rules";
import { changeAccount } from "../api/change-account";
import { text } from "../text";

/** Sends what was changed and nothing else, so that a name can be changed without the password. */
export function AccountForm({ account }: { account: Account }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const saved = { name: account.name, email: account.email ?? "", password: "", current_password: "" };
  const form = useForm(saved, { name, email: account.email ? email : optional(email), password: optional(password) });
  const change = useMutation({
    mutationFn: changeAccount,
    onSuccess: async () => {
      form.reset({ ...form.values, password: "", current_password: "" });
      say(text.account.saved);
      await queries.invalidateQueries({ queryKey: keys.me });
    },
    onError: form.refuse,
  });
  const { values } = form;
  const needsPassword = account.has_password && (values.password !== "" || values.email !== saved.email);
  return (
    <form
      noValidate
      className="grid max-w-md gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!form.isRight()) return;
        change.mutate({
          ...(values.name !== saved.name && { name: values.name }),
          ...(values.email !== saved.email && { email: values.email }),
          ...(values.password !== "" && { password: values.password }),
          ...(needsPassword && { current_password: values.current_password }),
        });
      }}
    >
      <Field label={text.account.name} error={form.errorOf("name")}>
        <Input autoComplete="name" {...form.bind("name")} />
      </Field>
      <Field label={text.account.email} error={form.errorOf("email")}>
        <Input type="email" autoComplete="email" {...form.bind("email")} />
      </Field>
      <Field
        label={text.account.newPassword}
        hint={account.has_password ? text.account.newPasswordHint : text.account.firstPasswordHint}
        error={form.errorOf("password")}
      >
        <Input type="password" autoComplete="new-password" {...form.bind("password")} />
      </Field>
      {needsPassword && (
        <Field
          label={text.account.currentPassword}
          hint={text.account.currentPasswordHint}
          error={form.errorOf("current_password")}
        >
          <Input type="password" autoComplete="current-password" {...form.bind("current_password")} />
        </Field>
      )}
      {form.problem && <ErrorNote error={form.problem} />}
      <Button
        type="submit"
        look="primary"
        className="justify-self-start"
        isBusy={change.isPending}
        disabled={!form.isUnlike(saved)}
      >
        {text.account.save}
      </Button>
    </form>
  );
}
