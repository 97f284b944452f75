import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

const EVERY_MS = 2_000;

/** Nobody tells of load, so it is asked for. */
export const clusterQuery = queryOptions({
  queryKey: keys.cluster,
  queryFn: ({ signal }) => answerOf(api.GET("/api/cluster", { signal })),
  refetchInterval: EVERY_MS,
  staleTime: 0,
});
