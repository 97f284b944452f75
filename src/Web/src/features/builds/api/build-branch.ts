import type { Action } from "@/lib/action-queue";
import type { Project } from "@/lib/api/types";
import { text } from "../text";

/** Builds the newest commit of a branch; of the project's own branch, for production. */
export const buildBranch = (project: Project, branch: string): Omit<Action, "id"> => ({
  label: text.building(branch),
  method: "POST",
  path: `/api/projects/${encodeURIComponent(project.id)}/builds`,
  body: { ref: branch, production: branch === project.branch },
});
