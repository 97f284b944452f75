import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useWhyNot } from "@/lib/account";
import type { Build } from "@/lib/api/types";
import { useAction } from "@/lib/use-action";
import { cancelBuild } from "../api/cancel-build";
import { text } from "../text";

export function CancelButton({ build, teamId }: { build: Build; teamId: string }) {
  const [isOpen, setOpen] = useState(false);
  const { run, isBusy, error } = useAction({ onAccepted: () => setOpen(false) });
  return (
    <>
      <Button look="danger" whyNot={useWhyNot("deploy", teamId)} onClick={() => setOpen(true)}>
        {text.cancel}
      </Button>
      <Confirm
        open={isOpen}
        onOpenChange={setOpen}
        title={text.cancelTitle}
        about={text.cancelAbout}
        action={text.cancelAction}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void run(cancelBuild(build))}
      />
    </>
  );
}
