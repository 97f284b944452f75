import { answerOf, api } from "@/lib/api/client";

type Options = { id: string; credential: { token: string } | { deploy_key: string } | { from_github: true } };

export const keepGitCredential = ({ id, credential }: Options) =>
  answerOf(api.PUT("/api/projects/{id}/git-credential", { params: { path: { id } }, body: credential }));
