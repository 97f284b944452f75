import type { Action } from "@/lib/action-queue";
import type { Build } from "@/lib/api/types";
import { shortCommit } from "@/lib/commit";
import { text } from "../text";

export const cancelBuild = (build: Build): Omit<Action, "id"> => ({
  label: text.canceling(shortCommit(build)),
  method: "POST",
  path: `/api/builds/${encodeURIComponent(build.id)}/cancel`,
});
