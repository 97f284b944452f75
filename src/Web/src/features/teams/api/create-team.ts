import { answerOf, api } from "@/lib/api/client";

export const createTeam = (name: string) => answerOf(api.POST("/api/teams", { body: { name } }));
