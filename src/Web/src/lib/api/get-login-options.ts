import { queryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";

/** What this installation offers somebody who is not logged in. */
export const loginOptionsQuery = queryOptions({
  queryKey: keys.loginOptions,
  queryFn: ({ signal }) => answerOf(api.GET("/api/auth/options", { signal })),
});
