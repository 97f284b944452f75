import { answerOf, api } from "@/lib/api/client";
import type { Role } from "@/lib/api/types";

export const changeRole = ({ team, user, role }: { team: string; user: string; role: Role }) =>
  answerOf(api.PUT("/api/teams/{id}/members/{user}", { params: { path: { id: team, user } }, body: { role } }));
