import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const hooksQuery = (id: string) =>
  queryOptions({
    queryKey: keys.hooks(id),
    queryFn: ({ signal }) => answerOf(api.GET("/api/projects/{id}/hooks", { params: { path: { id } }, signal })),
  });
