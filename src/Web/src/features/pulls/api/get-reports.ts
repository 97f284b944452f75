import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const reportsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.reports(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/projects/{id}/webhook/reports", { params: { path: { id } }, signal })),
  });
