import { RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useWhyNot } from "@/lib/account";
import type { Build, Project } from "@/lib/api/types";
import { shortCommit } from "@/lib/commit";
import { useAction } from "@/lib/use-action";
import { rebuild } from "../api/rebuild";
import { text } from "../text";

type Props = {
  build: Build;
  project: Project;
  /** The build that came of it, as soon as there is one. */
  onBuild: (id: string) => void;
};

/** Builds a commit anew. What belongs to the project's branch is built for production. */
export function RebuildButton({ build, project, onBuild }: Props) {
  const [isOpen, setOpen] = useState(false);
  const mayNot = useWhyNot("deploy", project.team_id);
  const { run, isBusy, error } = useAction({
    onAccepted: () => setOpen(false),
    onDone: (made) => onBuild((made as Build).id),
  });
  const isProduction = build.branch === project.branch;
  const whyNot = mayNot ?? (project.git_url === null || build.commit_sha === null ? text.whyNoRedeploy : undefined);
  return (
    <>
      <Button whyNot={whyNot} onClick={() => setOpen(true)}>
        <RotateCw className="size-3.5" aria-hidden="true" />
        {text.redeploy}
      </Button>
      <Confirm
        open={isOpen}
        onOpenChange={setOpen}
        isDangerous={false}
        title={text.redeployTitle}
        about={text.redeployAbout(shortCommit(build), build.branch ?? project.branch, isProduction)}
        action={text.redeployAction}
        isBusy={isBusy}
        error={error}
        onConfirm={() => void run(rebuild(build, isProduction))}
      />
    </>
  );
}
