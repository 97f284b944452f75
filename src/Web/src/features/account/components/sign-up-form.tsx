import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useForm } from "@/lib/form";
import { email, name, optional, password } from "@/lib/rules";
import { signUp } from "../api/sign-up";
import { text } from "../text";

type Props = { invitation?: string | undefined; onLoggedIn: () => void };

export function SignUpForm({ invitation, onLoggedIn }: Props) {
  const form = useForm({ name: "", email: "", password: "" }, { name: optional(name), email, password });
  const enter = useMutation({ mutationFn: signUp, onSuccess: onLoggedIn, onError: form.refuse });
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const { name: called, ...needed } = form.values;
        if (form.isRight())
          enter.mutate({ ...needed, ...(called ? { name: called } : {}), ...(invitation ? { invitation } : {}) });
      }}
    >
      <Field label={text.login.email} error={form.errorOf("email")}>
        <Input type="email" autoComplete="username" {...form.bind("email")} />
      </Field>
      <Field label={text.signUp.name} isOptional hint={text.signUp.nameHint} error={form.errorOf("name")}>
        <Input autoComplete="name" {...form.bind("name")} />
      </Field>
      <Field label={text.login.password} hint={text.signUp.passwordHint} error={form.errorOf("password")}>
        <Input type="password" autoComplete="new-password" {...form.bind("password")} />
      </Field>
      {form.problem && <ErrorNote error={form.problem} />}
      <Button type="submit" look="primary" isBusy={enter.isPending}>
        {text.signUp.submit}
      </Button>
    </form>
  );
}
