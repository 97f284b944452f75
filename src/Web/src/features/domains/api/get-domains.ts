import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

const WHILE_WAITING_MS = 10_000;

/** Asked for again as long as one of them waits for its DNS: the server looks there by itself. */
export const domainsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.domains(id),
    queryFn: ({ signal }) => answerOf(api.GET("/api/projects/{id}/domains", { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((domain) => !domain.is_verified || !domain.is_pointing_here) ? WHILE_WAITING_MS : false,
  });
