import { answerOf, api } from "@/lib/api/client";

export const renameTeam = ({ team, name }: { team: string; name: string }) =>
  answerOf(api.PUT("/api/teams/{id}", { params: { path: { id: team } }, body: { name } }));
