import { answerOf, api } from "@/lib/api/client";

/** Has the server look into the DNS now. */
export const verifyDomain = ({ id, name }: { id: string; name: string }) =>
  answerOf(api.POST("/api/projects/{id}/domains/{name}/verify", { params: { path: { id, name } } }));
