import { infiniteQueryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";
import type { Build, BuildStatus, Page } from "./types";

export type BuildFilter = { status?: BuildStatus; branch?: string };

const PAGE_SIZE = 20;

/** The builds of a project, the newest first. */
export const buildsQuery = (project: string, filter: BuildFilter = {}) =>
  infiniteQueryOptions({
    queryKey: [...keys.builds(project), filter],
    queryFn: async ({ pageParam, signal }) =>
      (await answerOf(
        api.GET("/api/projects/{id}/builds", {
          params: {
            path: { id: project },
            query: { limit: PAGE_SIZE, ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      )) as Page<Build>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
