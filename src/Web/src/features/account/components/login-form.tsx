import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useForm } from "@/lib/form";
import { notEmpty } from "@/lib/rules";
import { logIn } from "../api/log-in";
import { text } from "../text";

export function LoginForm({ onLoggedIn }: { onLoggedIn: () => void }) {
  const form = useForm({ email: "", password: "" }, { email: notEmpty, password: notEmpty });
  const enter = useMutation({ mutationFn: logIn, onSuccess: onLoggedIn, onError: form.refuse });
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.isRight()) enter.mutate(form.values);
      }}
    >
      <Field label={text.login.email} error={form.errorOf("email")}>
        <Input type="email" autoComplete="username" {...form.bind("email")} />
      </Field>
      <Field label={text.login.password} error={form.errorOf("password")}>
        <Input type="password" autoComplete="current-password" {...form.bind("password")} />
      </Field>
      {form.problem && <ErrorNote error={form.problem} />}
      <Button type="submit" look="primary" isBusy={enter.isPending}>
        {text.login.submit}
      </Button>
    </form>
  );
}
