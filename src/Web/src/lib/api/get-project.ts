import { queryOptions } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { answerOf, api } from "./client";

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: keys.project(id),
    queryFn: ({ signal }) => answerOf(api.GET("/api/projects/{id}", { params: { path: { id } }, signal })),
  });
