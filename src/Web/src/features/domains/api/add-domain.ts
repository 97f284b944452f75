import { answerOf, api } from "@/lib/api/client";

export const addDomain = ({ id, name }: { id: string; name: string }) =>
  answerOf(api.POST("/api/projects/{id}/domains", { params: { path: { id } }, body: { name } }));
