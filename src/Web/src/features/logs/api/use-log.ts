import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/lib/live-context";
import { LogFeed } from "../model/log-feed";
import { getLogPage } from "./get-log-page";
import type { LogSource } from "./log-source";

/** A log changes in place; the version says that it did. */
export type LogSnapshot = { feed: LogFeed; version: number };

/** So long a log stays after nobody looks at it any more. */
const KEPT_MS = 60_000;

/** A log that is followed for as long as it is shown. It lives in the query cache, as everything that comes from the server. */
export function useLog(source: LogSource): LogSnapshot {
  const queries = useQueryClient();
  const live = useLive();
  const { key, path, follow } = source;
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => snapshot(queries, source),
    initialData: () => snapshot(queries, source),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    structuralSharing: false,
    networkMode: "always",
  });
  const { feed } = data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same path is the same source
  useEffect(() => follow(live, feed), [live, feed, path]);
  return data;
}

function snapshot(queries: QueryClient, { key, path }: LogSource): LogSnapshot {
  const known = queries.getQueryData<LogSnapshot>(key);
  if (known) return known;
  const feed = new LogFeed(
    (after) => getLogPage(path, after),
    () =>
      queries.setQueryData<LogSnapshot>(key, (before) =>
        before?.feed === feed ? { feed, version: feed.log.version } : before,
      ),
  );
  return { feed, version: 0 };
}
