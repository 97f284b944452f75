import { answerOf, api } from "@/lib/api/client";

export const withdrawInvitation = ({ team, invitation }: { team: string; invitation: string }) =>
  answerOf(api.DELETE("/api/teams/{id}/invitations/{invitation}", { params: { path: { id: team, invitation } } }));
