import { answerOf, api } from "@/lib/api/client";

export const removeHook = ({ id, hook }: { id: string; hook: string }) =>
  answerOf(api.DELETE("/api/projects/{id}/hooks/{hook}", { params: { path: { id, hook } } }));
