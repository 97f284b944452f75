import type { Action } from "@/lib/action-queue";
import type { Build } from "@/lib/api/types";
import { shortCommit } from "@/lib/commit";
import type { Move } from "../model/controls";
import { text } from "../text";

/** Lets a build serve its project. Nothing is built for it. */
export const activateBuild = (build: Build, move: Move): Omit<Action, "id"> => ({
  label: text.labels[move](shortCommit(build)),
  method: "POST",
  path: `/api/projects/${encodeURIComponent(build.project_id)}/deployments`,
  body: { build_id: build.id },
});
