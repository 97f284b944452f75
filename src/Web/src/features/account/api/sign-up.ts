import { answerOf, api } from "@/lib/api/client";

type NewAccount = { email: string; password: string; name?: string; invitation?: string };

export const signUp = (body: NewAccount) => answerOf(api.POST("/api/auth/signup", { body }));
