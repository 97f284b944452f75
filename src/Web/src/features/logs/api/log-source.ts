import type { Live, LogFollower } from "@/lib/live";
import { keys } from "@/lib/query";
import { followEvents } from "./follow-events";

/** Where a log comes from, and how one hears of what is new. */
export type LogSource = {
  key: readonly unknown[];
  path: string;
  follow: (live: Live, log: LogFollower) => () => void;
};

export const buildLog = (id: string): LogSource => ({
  key: keys.buildLog(id),
  path: `/api/builds/${encodeURIComponent(id)}/logs`,
  follow: (live, log) => live.watchBuild(id, log),
});

/** What the app of a deployment prints; of a preview, by its build's id. */
export const appLog = (id: string): LogSource => {
  const path = `/api/deployments/${encodeURIComponent(id)}/logs`;
  return { key: keys.appLog(id), path, follow: (live, log) => followEvents(path, log, live) };
};
