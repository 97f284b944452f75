import { QueryClient, QueryObserver } from "@tanstack/react-query";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Build, BuildStatus } from "./api/types";
import { LiveCache } from "./live-cache";
import { keys } from "./query";

const STATUSES: BuildStatus[] = ["pending", "building", "success", "failed", "canceled"];

const build = (id: string, status: BuildStatus) => ({ id, status, step: null, reason: null }) as Build;

const pages = (...builds: Build[]) => ({ pages: [{ items: builds, next: null }], pageParams: [null] });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what the live events do to the query cache", () => {
  test("Property 25: a status is on every answer that shows the build, and never goes back", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 12 }), (statuses) => {
        const queries = new QueryClient();
        const cache = new LiveCache(queries);
        queries.setQueryData(keys.build("b1"), build("b1", "pending"));
        queries.setQueryData(
          [...keys.builds("p1"), { branch: "main" }],
          pages(build("b2", "pending"), build("b1", "pending")),
        );
        let rank = 0;
        for (const status of statuses) {
          cache.buildStatus({ build_id: "b1", status, step: "build", reason: null });
          const shown = queries.getQueryData<Build>(keys.build("b1"))?.status as BuildStatus;
          const listed = queries.getQueryData<ReturnType<typeof pages>>([...keys.builds("p1"), { branch: "main" }])
            ?.pages[0];
          expect(listed?.items.map((b) => b.status)).toEqual(["pending", shown]);
          const now = Math.min(2, STATUSES.indexOf(shown));
          expect(now).toBeGreaterThanOrEqual(rank);
          expect(now).toBeGreaterThanOrEqual(Math.min(2, STATUSES.indexOf(status)));
          rank = now;
        }
      }),
      { numRuns: 200 },
    );
  });

  test("an activation makes the deployment the project's active one", () => {
    const queries = new QueryClient();
    queries.setQueryData(keys.project("p1"), { id: "p1", active_deployment_id: "d1" });
    new LiveCache(queries).deploymentStatus({ deployment_id: "d2", project_id: "p1", status: "active", reason: null });
    expect(queries.getQueryData(keys.project("p1"))).toMatchObject({ active_deployment_id: "d2" });
  });

  test("many changes ask for an answer again once, and a version that is known already not at all", async () => {
    const queries = new QueryClient();
    const cache = new LiveCache(queries);
    const asked = { list: 0, build: 0, other: 0, log: 0 };
    const observe = (queryKey: readonly unknown[], name: keyof typeof asked) =>
      new QueryObserver(queries, {
        queryKey,
        queryFn: () => ++asked[name],
        staleTime: Number.POSITIVE_INFINITY,
      }).subscribe(() => {});
    observe([...keys.builds("p1"), {}], "list");
    observe(keys.build("b1"), "build");
    observe(keys.build("other"), "other");
    observe(keys.buildLog("b1"), "log");
    await vi.advanceTimersByTimeAsync(10);
    for (let version = 1; version <= 40; version++) cache.changed({ kind: "build", id: "b1", version });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual({ list: 2, build: 2, other: 1, log: 1 });
    cache.changed({ kind: "build", id: "b1", version: 40 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual({ list: 2, build: 2, other: 1, log: 1 });
    queries.clear();
  });
});
