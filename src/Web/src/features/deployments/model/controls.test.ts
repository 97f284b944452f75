import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aDeployment } from "@/testing/builders";
import { activeOf, moveTo, rollbackGoal } from "./controls";

const history = fc
  .array(fc.record({ build: fc.integer({ min: 1, max: 6 }), wasLive: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((some) =>
    some.map(({ build, wasLive }, index) =>
      aDeployment({
        id: `dpl_${99 - index}`,
        build_id: `bld_${build}`,
        activated_at: wasLive ? "2026-11-21T12:00:00Z" : null,
      }),
    ),
  );

describe("what can be done with a build", () => {
  test("Property 13: a rollback is to a build that was live, and is older than what is", () => {
    fc.assert(
      fc.property(history, fc.nat(11), fc.integer({ min: 1, max: 6 }), (deployments, place, number) => {
        const active = activeOf(deployments[place]?.id ?? null, deployments);
        const build = { id: `bld_${number}` };
        const move = moveTo(build, active, deployments);
        const wasLive = deployments.some((one) => one.build_id === build.id && one.activated_at !== null);
        if (active?.build_id === build.id) expect(move).toBe("redeploy");
        else if (!wasLive) expect(move).toBe("promote");
        else expect(move).toBe(active && build.id < active.build_id ? "rollBack" : "activate");
      }),
      { numRuns: 200 },
    );
  });

  test("Property 13: one step back leads to the newest other build that was live before", () => {
    fc.assert(
      fc.property(history, fc.nat(11), (deployments, place) => {
        const active = deployments[place] ?? null;
        const goal = rollbackGoal(active, deployments);
        const before = deployments
          .slice(place + 1)
          .filter((one) => one.activated_at && one.build_id !== active?.build_id);
        expect(goal).toBe(active ? (before[0] ?? null) : null);
      }),
      { numRuns: 200 },
    );
  });
});
