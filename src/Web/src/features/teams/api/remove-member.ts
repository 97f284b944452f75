import { answerOf, api } from "@/lib/api/client";

export const removeMember = ({ team, user }: { team: string; user: string }) =>
  answerOf(api.DELETE("/api/teams/{id}/members/{user}", { params: { path: { id: team, user } } }));
