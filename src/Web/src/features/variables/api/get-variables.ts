import { infiniteQueryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

const PART = 100;

/** Revealed values are kept under a name of their own, so that hiding them again forgets them. */
export const variablesQuery = (id: string, reveal: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.variables(id), reveal ? "revealed" : "masked"],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/projects/{id}/env", {
          params: {
            path: { id },
            query: { limit: PART, ...(pageParam ? { cursor: pageParam } : {}), ...(reveal ? { reveal: true } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    ...(reveal ? { gcTime: 0 } : {}),
  });
