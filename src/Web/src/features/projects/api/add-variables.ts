import { answerOf, api } from "@/lib/api/client";
import type { EnvEntry } from "@/lib/env-block";

/** All of them or none. Added again, as after an answer that got lost, they replace themselves. */
export const addVariables = (id: string, variables: EnvEntry[]) =>
  answerOf(api.POST("/api/projects/{id}/env", { params: { path: { id } }, body: { variables, replace: true } }));
