import { answerOf, api } from "@/lib/api/client";
import type { Scope, Target } from "@/lib/api/types";
import type { EnvEntry } from "@/lib/env-block";

type Options = { id: string; entries: EnvEntry[]; target: Target[]; scope: Scope };

/** All of them or none. */
export const addVariables = ({ id, entries, target, scope }: Options) =>
  answerOf(
    api.POST("/api/projects/{id}/env", {
      params: { path: { id } },
      body: { variables: entries.map((entry) => ({ ...entry, target, scope })), replace: true },
    }),
  );
