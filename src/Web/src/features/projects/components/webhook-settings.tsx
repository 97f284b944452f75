import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorNote } from "@/components/ui/error";
import { ShownOnce } from "@/components/ui/shown-once";
import { useToast } from "@/components/ui/toast";
import { keys } from "@/lib/query";
import { text as common } from "@/lib/text";
import { webhookQuery } from "../api/get-webhook";
import { makeWebhook } from "../api/make-webhook";
import { registerWebhook } from "../api/register-webhook";
import { removeWebhook } from "../api/remove-webhook";
import { text } from "../text";

const words = text.settings;

export function WebhookSettings({ projectId, whyNot }: { projectId: string; whyNot: string | undefined }) {
  const queries = useQueryClient();
  const { say } = useToast();
  const { data: webhook } = useQuery(webhookQuery(projectId));
  const [secret, setSecret] = useState<string | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: keys.webhook(projectId) });
  const make = useMutation({
    mutationFn: makeWebhook,
    onSuccess: async (made) => {
      setSecret(made.secret);
      await again();
    },
  });
  const register = useMutation({
    mutationFn: registerWebhook,
    onSuccess: async () => {
      say(words.webhookRegistered);
      await again();
    },
  });
  const remove = useMutation({ mutationFn: removeWebhook, onSuccess: again });
  const error = make.error ?? register.error ?? remove.error;
  return (
    <div className="mt-6 grid gap-3 border-line border-t pt-5">
      <div>
        <h3 className="text-base">{words.webhook}</h3>
        <p className="text-soft text-sm">{words.webhookAbout}</p>
      </div>
      {webhook ? (
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-sm">
          <span className="text-soft">{words.webhookUrl}</span>
          <code className="min-w-0 break-all font-mono">{webhook.payload_url}</code>
          <CopyButton value={webhook.payload_url} label={words.webhookUrl} />
        </p>
      ) : (
        <p className="text-sm">{webhook === null ? words.webhookNone : common.loading}</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button whyNot={whyNot} isBusy={register.isPending} onClick={() => register.mutate(projectId)}>
          {words.webhookRegister}
        </Button>
        <Button whyNot={whyNot} isBusy={make.isPending} onClick={() => make.mutate(projectId)}>
          {webhook ? words.webhookAnew : words.webhookMake}
        </Button>
        {webhook && (
          <Button look="danger" whyNot={whyNot} isBusy={remove.isPending} onClick={() => remove.mutate(projectId)}>
            {words.webhookRemove}
          </Button>
        )}
      </div>
      {error && <ErrorNote error={error} />}
      <ShownOnce
        title={words.webhookSecret}
        about={words.webhookSecretAbout}
        done={common.close}
        value={secret}
        onClose={() => setSecret(null)}
      />
    </div>
  );
}
