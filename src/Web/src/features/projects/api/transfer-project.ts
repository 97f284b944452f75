import { answerOf, api } from "@/lib/api/client";

export const transferProject = ({ id, teamId }: { id: string; teamId: string }) =>
  answerOf(api.POST("/api/projects/{id}/transfer", { params: { path: { id } }, body: { team_id: teamId } }));
