import { answerOf, api } from "@/lib/api/client";

/** Has GitHub told of it, with the token that the project or the account has there. */
export const registerWebhook = (id: string) =>
  answerOf(api.POST("/api/projects/{id}/webhook/register", { params: { path: { id } } }));
