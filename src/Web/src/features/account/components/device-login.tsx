import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { approveDevice } from "../api/approve-device";
import { deviceQuery } from "../api/get-device";
import { text } from "../text";

/** Lets a program in that shows a code. Whoever types it in sees first what it is for. */
export function DeviceLogin({
  code,
  onCode,
}: {
  code: string | undefined;
  onCode: (code: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(code ?? "");
  const device = useQuery({ ...deviceQuery(code ?? ""), enabled: code !== undefined });
  const approve = useMutation({ mutationFn: approveDevice });
  if (approve.isSuccess) {
    return (
      <Section title={text.device.done}>
        <p>{text.device.doneAbout}</p>
      </Section>
    );
  }
  if (code === undefined || device.error) {
    return (
      <Section title={text.device.title} about={text.device.about}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = typed.trim().toUpperCase();
            if (wanted === code) void device.refetch();
            else if (wanted !== "") onCode(wanted);
          }}
        >
          <Field label={text.device.code} hint={text.device.codeHint} error={device.error?.message}>
            <Input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              className="font-mono text-lg uppercase tracking-widest"
            />
          </Field>
          <Button type="submit" look="primary" className="justify-self-start" isBusy={device.isFetching}>
            {text.device.find}
          </Button>
        </form>
      </Section>
    );
  }
  return (
    <Section title={text.device.title} about={text.device.about}>
      <dl className="mb-5 grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2">
        <dt className="text-soft text-sm">{text.device.code}</dt>
        <dd className="font-mono text-xl tracking-widest">{code}</dd>
        <dt className="text-soft text-sm">{text.device.client}</dt>
        <dd className="min-w-0 break-words">{device.data?.client ?? <Skeleton className="h-5 w-32" />}</dd>
      </dl>
      {approve.error && <ErrorNote error={approve.error} />}
      <div className="mt-4 grid gap-3">
        <Button
          look="primary"
          className="justify-self-start"
          isBusy={approve.isPending}
          disabled={!device.data}
          onClick={() => approve.mutate(code)}
        >
          {text.device.approve}
        </Button>
        <p className="text-soft text-sm">{text.device.notYou}</p>
      </div>
    </Section>
  );
}
