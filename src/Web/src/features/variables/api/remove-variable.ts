import { answerOf, api } from "@/lib/api/client";
import type { Variable } from "@/lib/api/types";

export const removeVariable = ({ id, variable }: { id: string; variable: Variable }) =>
  answerOf(
    api.DELETE("/api/projects/{id}/env/{key}", {
      params: { path: { id, key: variable.key }, query: { target: variable.target[0] ?? "production" } },
    }),
  );
