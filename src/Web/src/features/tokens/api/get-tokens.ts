import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const tokensQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.tokens, team],
    queryFn: ({ signal }) => answerOf(api.GET("/api/tokens", { params: { query: { team_id: team } }, signal })),
  });
