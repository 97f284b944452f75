import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input, TextArea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { forgetGitCredential } from "../api/forget-git-credential";
import { gitCredentialQuery } from "../api/get-git-credential";
import { keepGitCredential } from "../api/keep-git-credential";
import { text } from "../text";

const words = text.settings;

type Props = { projectId: string; isSsh: boolean; whyNot: string | undefined };

/** What lets the project into its private repository. It can be given and taken away, and is never shown. */
export function GitCredentialForm({ projectId, isSsh, whyNot }: Props) {
  const queries = useQueryClient();
  const { data: kept } = useQuery(gitCredentialQuery(projectId));
  const field = isSsh ? "deploy_key" : "token";
  const form = useForm({ token: "", deploy_key: "" }, {});
  const again = () => queries.invalidateQueries({ queryKey: keys.gitCredential(projectId) });
  const keep = useMutation({
    mutationFn: keepGitCredential,
    onSuccess: async () => {
      form.reset({ token: "", deploy_key: "" });
      await again();
    },
    onError: form.refuse,
  });
  const forget = useMutation({ mutationFn: forgetGitCredential, onSuccess: again, onError: form.refuse });
  const secret = form.values[field];
  return (
    <form
      className="mt-6 grid gap-3 border-line border-t pt-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whyNot && secret)
          keep.mutate({ id: projectId, credential: isSsh ? { deploy_key: secret } : { token: secret } });
      }}
    >
      <div>
        <h3 className="text-base">{words.credential}</h3>
        <p className="text-soft text-sm">{words.credentialAbout}</p>
      </div>
      <div className="flex min-h-7.5 flex-wrap items-center gap-3 text-sm">
        {kept === undefined ? (
          <Skeleton className="h-5 w-56" />
        ) : kept === null ? (
          <p>{words.credentialNone}</p>
        ) : (
          <>
            <p className="min-w-0 break-words">{words.credentialKept(kept.kind.replaceAll("_", " "), kept.origin)}</p>
            <Button
              size="sm"
              look="danger"
              whyNot={whyNot}
              isBusy={forget.isPending}
              onClick={() => forget.mutate(projectId)}
            >
              {words.forget}
            </Button>
          </>
        )}
      </div>
      <div className="grid max-w-xl gap-3">
        <Field label={isSsh ? words.deployKey : words.token} error={form.errorOf(field)}>
          {isSsh ? (
            <TextArea
              rows={4}
              spellCheck={false}
              autoComplete="off"
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
              className="font-mono text-sm"
              {...form.bind(field)}
            />
          ) : (
            <Input type="password" autoComplete="off" {...form.bind(field)} />
          )}
        </Field>
        {form.problem && <ErrorNote error={form.problem} />}
        <Button
          type="submit"
          className="justify-self-start"
          isBusy={keep.isPending}
          whyNot={whyNot}
          disabled={secret === ""}
        >
          {words.keep}
        </Button>
      </div>
    </form>
  );
}
