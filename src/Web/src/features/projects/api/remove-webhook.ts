import { answerOf, api } from "@/lib/api/client";

export const removeWebhook = (id: string) =>
  answerOf(api.DELETE("/api/projects/{id}/webhook", { params: { path: { id } } }));
