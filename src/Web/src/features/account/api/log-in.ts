import { answerOf, api } from "@/lib/api/client";

export const logIn = (body: { email: string; password: string } | { link: string }) =>
  answerOf(api.POST("/api/auth/login", { body }));
