import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const pullRequestsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.pulls(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/projects/{id}/pull-requests", { params: { path: { id } }, signal })),
  });
