import { RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useWhyNot } from "@/lib/account";
import { Problem } from "@/lib/api/problem";
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

/** Builds a commit anew, or files that were sent. What belongs to the project's branch is built for production, and what was so before. */
export function RebuildButton({ build, project, onBuild }: Props) {
  const [isOpen, setOpen] = useState(false);
  const mayNot = useWhyNot("deploy", project.team_id);
  const { run, isBusy, error } = useAction({
    onAccepted: () => setOpen(false),
    onDone: (made) => onBuild((made as Build).id),
  });
  const isUploaded = build.upload_id !== null;
  const isProduction = isUploaded ? build.production : build.branch === project.branch;
  const isGone = !isUploaded && (project.git_url === null || build.commit_sha === null);
  return (
    <>
      <Button whyNot={mayNot ?? (isGone ? text.whyNoRedeploy : undefined)} onClick={() => setOpen(true)}>
        <RotateCw className="size-3.5" aria-hidden="true" />
        {text.redeploy}
      </Button>
      <Confirm
        open={isOpen}
        onOpenChange={setOpen}
        isDangerous={false}
        title={isUploaded ? text.redeployFilesTitle : text.redeployTitle}
        about={
          isUploaded
            ? text.redeployFilesAbout(isProduction)
            : text.redeployAbout(shortCommit(build), build.branch ?? project.branch, isProduction)
        }
        action={text.redeployAction}
        isBusy={isBusy}
        error={error && inItsWords(error)}
        onConfirm={() => void run(rebuild(build, isProduction))}
      />
    </>
  );
}

/** Nobody has typed the field that is refused: what is said of it is the answer. */
function inItsWords(error: Error): Error {
  const why = Problem.from(error).fieldError("upload_id");
  return why ? new Error(why) : error;
}
