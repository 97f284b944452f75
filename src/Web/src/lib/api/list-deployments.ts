import { infiniteQueryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";
import type { Deployment, Page } from "./types";

const PAGE_SIZE = 20;

/** What has served a project, or was to, the newest first. */
export const deploymentsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: keys.deployments(project),
    queryFn: async ({ pageParam, signal }) =>
      (await answerOf(
        api.GET("/api/projects/{id}/deployments", {
          params: {
            path: { id: project },
            query: { limit: PAGE_SIZE, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      )) as Page<Deployment>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
