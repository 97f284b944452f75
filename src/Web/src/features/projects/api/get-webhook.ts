import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { nullIfAbsent } from "@/lib/api/problem";
import { keys } from "@/lib/query";

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: keys.webhook(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/projects/{id}/webhook", { params: { path: { id } }, signal })).catch(nullIfAbsent),
  });
