import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const invitationsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.invitations(id),
    queryFn: ({ signal }) => answerOf(api.GET("/api/teams/{id}/invitations", { params: { path: { id } }, signal })),
  });
