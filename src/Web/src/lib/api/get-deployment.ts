import { queryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";
import type { Deployment } from "./types";

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.deployment(id),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET("/api/deployments/{id}", { params: { path: { id } }, signal }))) as Deployment,
  });
