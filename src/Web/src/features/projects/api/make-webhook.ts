import { answerOf, api } from "@/lib/api/client";

/** A new secret; who signs by the one before is not heard any more. */
export const makeWebhook = (id: string) =>
  answerOf(api.PUT("/api/projects/{id}/webhook", { params: { path: { id } } }));
