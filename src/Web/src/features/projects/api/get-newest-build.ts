import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

export const newestBuildQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.builds(id), "newest"],
    queryFn: async ({ signal }) => {
      const page = await answerOf(
        api.GET("/api/projects/{id}/builds", { params: { path: { id }, query: { limit: 1 } }, signal }),
      );
      return page.items[0] ?? null;
    },
  });
