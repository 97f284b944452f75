import { answerOf, api } from "@/lib/api/client";

export const acceptInvitation = (token: string) => answerOf(api.POST("/api/invitations/accept", { body: { token } }));
