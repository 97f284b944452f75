import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { nullIfAbsent } from "@/lib/api/problem";
import { keys } from "@/lib/query";

export const gitCredentialQuery = (id: string) =>
  queryOptions({
    queryKey: keys.gitCredential(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/projects/{id}/git-credential", { params: { path: { id } }, signal })).catch(nullIfAbsent),
  });
