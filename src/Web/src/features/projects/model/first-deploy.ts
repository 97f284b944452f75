import type { NewProjectBody } from "@/lib/api/types";
import type { EnvEntry } from "@/lib/env-block";
import { addVariables } from "../api/add-variables";
import { createProject } from "../api/create-project";
import { keepGitCredential } from "../api/keep-git-credential";
import { startBuild } from "../api/start-build";
import { uploadFiles } from "../api/upload-files";
import { text } from "../text";
import type { FolderFile } from "./folder";

export type FirstDeploy = {
  project: NewProjectBody;
  /** A repository that only its owner's account at GitHub lets us into. */
  isPrivate: boolean;
  variables: EnvEntry[];
  files: FolderFile[] | null;
};

/** What is done already: where a later step fails, the next try goes on from there and makes no second project. */
export type Progress = { projectId?: string; hasVariables?: boolean };

/** From nothing to a build that runs; answers with the addresses of both. */
export async function firstDeploy(
  wanted: FirstDeploy,
  progress: Progress,
  say: (step: string) => void,
): Promise<{ projectId: string; buildId: string }> {
  if (!progress.projectId) {
    say(text.new.steps.project);
    progress.projectId = (await createProject(wanted.project)).id;
  }
  const { projectId } = progress;
  if (wanted.isPrivate) {
    say(text.new.steps.access);
    await keepGitCredential({ id: projectId, credential: { from_github: true } });
  }
  if (!progress.hasVariables && wanted.variables.length > 0) {
    say(text.new.steps.variables);
    await addVariables(projectId, wanted.variables);
    progress.hasVariables = true;
  }
  const uploadId = wanted.files ? await uploadFiles(projectId, wanted.files, say) : undefined;
  say(text.new.steps.build);
  const build = await startBuild(projectId, uploadId);
  return { projectId, buildId: build.id };
}
