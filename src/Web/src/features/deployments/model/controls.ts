import type { Build, Deployment } from "@/lib/api/types";

/** What activating a build would be called by who does it. */
export type Move = "rollBack" | "promote" | "activate" | "redeploy";

/**
 * Going to a build that was live before is a rollback where it is older than what is live, and else an activation; one that never was is
 * promoted; the one that is live can be started again.
 */
export function moveTo(build: Pick<Build, "id">, active: Deployment | null, history: readonly Deployment[]): Move {
  if (active?.build_id === build.id) return "redeploy";
  const wasLive = history.some((one) => one.build_id === build.id && one.activated_at !== null);
  if (!wasLive) return "promote";
  return active !== null && build.id < active.build_id ? "rollBack" : "activate";
}

/** Where a rollback leads when nobody says where: the newest that was live before what is live now, and is another build. */
export function rollbackGoal(active: Deployment | null, newestFirst: readonly Deployment[]): Deployment | null {
  if (!active) return null;
  const place = newestFirst.findIndex((one) => one.id === active.id);
  return (
    newestFirst.slice(place + 1).find((one) => one.activated_at !== null && one.build_id !== active.build_id) ?? null
  );
}

/** The one that serves: what the project says, where the list has it; the list alone may be a moment behind. */
export function activeOf(activeId: string | null, deployments: readonly Deployment[]): Deployment | null {
  return deployments.find((one) => one.id === activeId) ?? null;
}
