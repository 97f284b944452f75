import { answerOf, api } from "@/lib/api/client";
import type { Role } from "@/lib/api/types";

export const invite = ({ team, email, role }: { team: string; email: string; role: Role }) =>
  answerOf(
    api.POST("/api/teams/{id}/invitations", {
      params: { path: { id: team } },
      body: { role, ...(email ? { email } : {}) },
    }),
  );
