import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export type Surveyed = { git_url: string; branch?: string; root_directory?: string; team_id?: string };

/** What a repository would be built by. It takes the server a clone to say so, so it is asked once, and again only where something changes. */
export const surveyQuery = (of: Surveyed) =>
  queryOptions({
    queryKey: keys.survey(of),
    queryFn: ({ signal }) => answerOf(api.GET("/api/survey", { params: { query: of }, signal })),
    retry: false,
    staleTime: 300_000,
  });
