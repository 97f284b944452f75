import { answerOf, api } from "@/lib/api/client";
import type { Project, ProjectBody } from "@/lib/api/types";

/** Refused where somebody else has changed it since it was read. What is left out stays. */
export const changeProject = ({ project, change }: { project: Project; change: Partial<ProjectBody> }) =>
  answerOf(
    api.PUT("/api/projects/{id}", {
      params: { path: { id: project.id } },
      headers: { "if-match": `"${project.updated_at}"` },
      body: change as ProjectBody,
    }),
  );
