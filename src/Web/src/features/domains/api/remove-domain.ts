import { answerOf, api } from "@/lib/api/client";

export const removeDomain = ({ id, name }: { id: string; name: string }) =>
  answerOf(api.DELETE("/api/projects/{id}/domains/{name}", { params: { path: { id, name } } }));
