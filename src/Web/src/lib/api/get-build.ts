import { queryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";
import type { Build } from "./types";

export const buildQuery = (id: string) =>
  queryOptions({
    queryKey: keys.build(id),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET("/api/builds/{id}", { params: { path: { id } }, signal }))) as Build,
  });
