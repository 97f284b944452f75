import { answerOf, api } from "@/lib/api/client";

export const deleteProject = (id: string) => answerOf(api.DELETE("/api/projects/{id}", { params: { path: { id } } }));
