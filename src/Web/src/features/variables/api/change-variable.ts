import { answerOf, api } from "@/lib/api/client";
import type { Scope, Target, Variable } from "@/lib/api/types";

type Options = { id: string; variable: Variable; change: { value?: string; target?: Target[]; scope?: Scope } };

/** Refused where somebody else has changed it since it was read. */
export const changeVariable = ({ id, variable, change }: Options) =>
  answerOf(
    api.PUT("/api/projects/{id}/env/{key}", {
      params: { path: { id, key: variable.key }, query: { target: variable.target[0] ?? "production" } },
      headers: { "if-match": `"${variable.version}"` },
      body: change,
    }),
  );
