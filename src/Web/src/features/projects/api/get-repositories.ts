import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

/** Those at GitHub that the account lets us see; refused where it is not linked. */
export const repositoriesQuery = queryOptions({
  queryKey: keys.repositories,
  queryFn: ({ signal }) => answerOf(api.GET("/api/github/repositories", { signal })),
  retry: false,
  staleTime: 300_000,
});
