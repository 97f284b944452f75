import { answerOf, api } from "@/lib/api/client";

export const endToken = (id: string) => answerOf(api.DELETE("/api/tokens/{id}", { params: { path: { id } } }));
