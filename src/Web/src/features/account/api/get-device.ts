import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";

/** The program that waits under a code. */
export const deviceQuery = (code: string) =>
  queryOptions({
    queryKey: keys.device(code),
    queryFn: ({ signal }) => answerOf(api.GET("/api/auth/device", { params: { query: { code } }, signal })),
    staleTime: 0,
    retry: false,
  });
