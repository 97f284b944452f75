import { infiniteQueryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import type { AuditEntry, Page } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { type AuditFilter, queryOf } from "../model/filter";

const PART = 50;

export const auditQuery = (team: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit(team), filter],
    queryFn: async ({ pageParam, signal }) =>
      (await answerOf(
        api.GET("/api/audit", {
          params: {
            query: { ...queryOf(filter), team_id: team, limit: PART, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      )) as Page<AuditEntry>,
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
