import { answerOf, api } from "@/lib/api/client";

export const forgetGitCredential = (id: string) =>
  answerOf(api.DELETE("/api/projects/{id}/git-credential", { params: { path: { id } } }));
