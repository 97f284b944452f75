import { Hammer } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { useWhyNot } from "@/lib/account";
import type { Build, Project } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { branch } from "@/lib/rules";
import { text as common } from "@/lib/text";
import { useAction } from "@/lib/use-action";
import { buildBranch } from "../api/build-branch";
import { text } from "../text";

type Props = {
  project: Project;
  /** The build that came of it, as soon as there is one. */
  onBuild: (id: string) => void;
};

/** Builds what has been pushed, where no webhook tells of it. */
export function NewBuildButton({ project, onBuild }: Props) {
  const [isOpen, setOpen] = useState(false);
  const mayNot = useWhyNot("deploy", project.team_id);
  const form = useForm({ branch: project.branch }, { branch });
  const { run, isBusy, error, forget } = useAction({
    onAccepted: () => setOpen(false),
    onDone: (made) => onBuild((made as Build).id),
  });
  return (
    <>
      <Button
        whyNot={mayNot ?? (project.git_url === null ? text.whyNoNewBuild : undefined)}
        onClick={() => setOpen(true)}
      >
        <Hammer className="size-3.5" aria-hidden="true" />
        {text.newBuild}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={(open) => {
          forget();
          setOpen(open);
        }}
        title={text.newBuildTitle}
        about={text.newBuildAbout(project.branch)}
      >
        <form
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (form.isRight() && !isBusy) void run(buildBranch(project, form.values.branch));
          }}
        >
          <Field label={text.branch} error={form.errorOf("branch")}>
            <Input autoComplete="off" spellCheck={false} {...form.bind("branch")} />
          </Field>
          {error && <ErrorNote error={error} />}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{common.cancel}</Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {text.newBuildAction}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
