import type { Action } from "@/lib/action-queue";
import type { Build } from "@/lib/api/types";
import { shortCommit } from "@/lib/commit";
import { text } from "../text";

/** Builds the same commit, or the same files, again, with what is set by now. */
export const rebuild = (build: Build, isProduction: boolean): Omit<Action, "id"> => ({
  label: text.rebuilding(shortCommit(build)),
  method: "POST",
  path: `/api/projects/${encodeURIComponent(build.project_id)}/builds`,
  body: {
    ...(build.upload_id ? { upload_id: build.upload_id } : { ref: build.branch, commit_sha: build.commit_sha }),
    production: isProduction,
    force: true,
  },
});
