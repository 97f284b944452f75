import { answerOf, api } from "@/lib/api/client";

export const addHook = ({ id, name, branch }: { id: string; name: string; branch: string }) =>
  answerOf(
    api.POST("/api/projects/{id}/hooks", { params: { path: { id } }, body: { name, ...(branch ? { branch } : {}) } }),
  );
