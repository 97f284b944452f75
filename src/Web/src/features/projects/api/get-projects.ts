import { infiniteQueryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

const PART = 50;

export const projectsQuery = infiniteQueryOptions({
  queryKey: keys.projects,
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/projects", {
        params: { query: { limit: PART, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next,
});
