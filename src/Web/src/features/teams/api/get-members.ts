import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: keys.members(id),
    queryFn: ({ signal }) => answerOf(api.GET("/api/teams/{id}/members", { params: { path: { id } }, signal })),
  });
