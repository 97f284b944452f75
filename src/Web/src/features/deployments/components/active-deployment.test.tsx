import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Deployment } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { aBuild, aDeployment, aProject, deploymentStatus } from "@/testing/builders";
import { type Answers, renderPage } from "@/testing/render-page";
import { text } from "../text";
import { ActiveDeployment } from "./active-deployment";
import { DeploymentHistory } from "./deployment-history";

const id = (kind: string, number: number) => `${kind}_${String(number).padStart(3, "0")}`;

/** Any history of a project: which build each deployment was of, whether that went back, and which one is active, if any. */
const state = fc
  .array(fc.record({ build: fc.integer({ min: 1, max: 5 }), isRollback: fc.boolean(), status: deploymentStatus }), {
    maxLength: 8,
  })
  .chain((some) =>
    fc.record({ some: fc.constant(some), active: fc.option(fc.nat(Math.max(0, some.length - 1)), { freq: 4 }) }),
  )
  .map(({ some, active }) => {
    const deployments = some.map(({ build, isRollback, status }, index) =>
      aDeployment({
        id: id("dpl", some.length - index),
        build_id: id("bld", build),
        is_rollback: isRollback,
        status: index === active ? "active" : status === "active" ? "inactive" : status,
      }),
    );
    return { deployments, active: active === null ? null : (deployments[active] ?? null) };
  });

const answersOf =
  (deployments: readonly Deployment[], posted: unknown[] = []): Answers =>
  (method, path, _, body) => {
    if (method === "POST") {
      posted.push([path, body]);
      return aDeployment({ id: "dpl_999", status: "activating" });
    }
    if (path === "/projects/prj_1/deployments") return { items: deployments, next: null };
    const build = /^\/builds\/(bld_\d+)$/.exec(path)?.[1];
    return build && aBuild({ id: build, message: `Message of ${build}`, commit_sha: build.slice(4).padStart(40, "c") });
  };

describe("what is live", () => {
  test("Property 15: is the active build, and marked where somebody went back to it", async () => {
    await fc.assert(
      fc.asyncProperty(state, async ({ deployments, active }) => {
        const project = aProject({ active_deployment_id: active?.id ?? null });
        renderPage(<ActiveDeployment project={project} />, answersOf(deployments));
        if (active === null) {
          expect(await screen.findByText(text.nothingLive)).toBeVisible();
          expect(screen.queryByText(common.status.active)).toBeNull();
        } else {
          const link = await screen.findByRole("link", { name: `Message of ${active.build_id}` });
          expect(link).toHaveAttribute("href", `/projects/prj_1/builds/${active.build_id}`);
          expect(screen.getByText(common.status.active)).toBeVisible();
        }
        expect(screen.queryAllByText(text.rolledBack)).toHaveLength(active?.is_rollback ? 1 : 0);
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("Property 15: is the one of the history that is marked so, and rollbacks are where they were", async () => {
    await fc.assert(
      fc.asyncProperty(state, async ({ deployments, active }) => {
        const project = aProject({ active_deployment_id: active?.id ?? null });
        renderPage(<DeploymentHistory project={project} />, answersOf(deployments));
        if (deployments.length === 0) expect(await screen.findByText(text.none)).toBeVisible();
        else {
          await screen.findAllByRole("link", { name: /^Message of/ });
          screen.getAllByRole("listitem").forEach((row, index) => {
            const deployment = deployments[index] as Deployment;
            expect(within(row).getByText(common.status[deployment.status])).toBeVisible();
            expect(within(row).queryAllByText(text.rolledBack)).toHaveLength(deployment.is_rollback ? 1 : 0);
          });
          expect(screen.queryAllByText(common.status.active)).toHaveLength(active ? 1 : 0);
        }
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("goes back to an earlier build when somebody says so, having been told from what to what", async () => {
    const posted: unknown[] = [];
    const deployments = [
      aDeployment({ id: "dpl_003", build_id: "bld_003", status: "active" }),
      aDeployment({ id: "dpl_002", build_id: "bld_002", status: "unhealthy", activated_at: null }),
      aDeployment({ id: "dpl_001", build_id: "bld_001" }),
    ];
    renderPage(
      <ActiveDeployment project={aProject({ active_deployment_id: "dpl_003" })} />,
      answersOf(deployments, posted),
    );
    await screen.findByRole("link", { name: "Message of bld_003" });
    await userEvent.click(screen.getByRole("button", { name: text.rollBackTo }));
    const dialog = within(await screen.findByRole("dialog", { name: text.confirm.rollBack("site") }));
    expect(await dialog.findByText("Message of bld_003")).toBeVisible();
    expect(dialog.getByText("Message of bld_001")).toBeVisible();
    expect(posted).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: text.rollBackTo }));
    expect(posted).toEqual([["/projects/prj_1/deployments", { build_id: "bld_001" }]]);
  });
});
