import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Build } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { aBuild, aLine, aProject, buildStatus } from "@/testing/builders";
import { FakeHubs } from "@/testing/fake-hub";
import { serveAnswers } from "@/testing/render-page";
import { App } from "./app";

const hubs = vi.hoisted(() => ({ current: null as FakeHubs | null }));
vi.mock("@/lib/live-hub", () => ({ openHub: () => hubs.current?.open() }));

/** What the server knows; a test changes it and says so, or does not. */
let build: Build;
let isAway = false;

function openPage() {
  hubs.current = new FakeHubs();
  const calls = serveAnswers((method, path) => {
    if (isAway) throw new TypeError("Failed to fetch");
    if (path === "/projects/prj_1") return aProject();
    if (path === "/builds/bld_1") return build;
    if (path === "/builds/bld_1/logs") return { items: [], next: null };
    if (path === "/projects/prj_1/deployments" || path === "/projects/prj_1/builds") return { items: [], next: null };
    if (method === "POST" && path === "/builds/bld_1/cancel") {
      build = { ...build, status: "canceled", reason: "canceled_by_user" };
      return build;
    }
    return undefined;
  });
  window.history.replaceState(null, "", "/projects/prj_1/builds/bld_1");
  render(<App />);
  return { calls, hubs: hubs.current };
}

const header = async () =>
  within((await screen.findByRole("heading", { level: 1, name: "Say hello" })).closest("header") as HTMLElement);

beforeEach(() => {
  build = aBuild({ status: "pending", step: null, started_at: null, completed_at: null, duration_ms: null });
  isAway = false;
});

describe("the page of a build", () => {
  test("Property 23: asks for what it shows over REST, and hears what changes over the web socket", async () => {
    const order = ["pending", "building", "success"];
    const rank = (status: string) => (order.includes(status) ? order.indexOf(status) : 2);
    await fc.assert(
      fc.asyncProperty(fc.array(buildStatus, { minLength: 1, maxLength: 6 }), async (statuses) => {
        cleanup();
        const { calls, hubs } = openPage();
        await header();
        await waitFor(() =>
          expect(hubs.current?.calls.map(([method]) => method)).toEqual(
            expect.arrayContaining(["subscribe_project", "subscribe_build"]),
          ),
        );
        await waitFor(() => expect(calls).toContain("GET /api/projects/prj_1/deployments"));
        expect(calls.every((call) => call.startsWith("GET /api/"))).toBe(true);

        const asked = calls.length;
        let furthest = "pending";
        for (const status of statuses) {
          if (rank(status) >= rank(furthest)) furthest = status;
          act(() => hubs.current?.tell("build_status", { build_id: "bld_1", status, step: "build", reason: null }));
        }
        act(() => hubs.current?.tell("build_log", { build_id: "bld_1", lines: [aLine(1, "told, not asked for")] }));
        expect(await within(await screen.findByRole("log")).findByText("told, not asked for")).toBeVisible();
        expect((await header()).getByText(common.status[furthest as Build["status"]])).toBeVisible();
        expect(calls).toHaveLength(asked);
        for (const [method] of hubs.current?.calls ?? []) expect(method).toMatch(/^(un)?subscribe_/);
      }),
      { numRuns: 100 },
    );
  }, 180_000);

  test("Property 18: shows the address of a build as soon as it has succeeded", async () => {
    const { hubs } = openPage();
    await header();
    await waitFor(() => expect(hubs.current?.calls.length).toBeGreaterThan(1));
    expect(screen.queryByText("site-2a.localhost:8080")).toBeNull();
    build = aBuild({ preview_url: "http://site-2a.localhost:8080" });
    act(() => hubs.current?.tell("changed", { kind: "build", id: "bld_1", version: 7 }));
    expect(await screen.findByRole("link", { name: "site-2a.localhost:8080" })).toHaveAttribute(
      "href",
      build.preview_url,
    );
  });

  test("Property 26: says that it is offline, keeps what is pressed, and does it when the server is back", async () => {
    const { hubs } = openPage();
    await header();
    await waitFor(() => expect(hubs.current?.calls.length).toBeGreaterThan(1));
    isAway = true;
    hubs.isUp = false;
    act(() => hubs.current?.drop());
    expect(await screen.findByRole("button", { name: /^Offline/ })).toBeVisible();

    await userEvent.click(screen.getByRole("button", { name: "Cancel the build" }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel the build" }));
    expect(await screen.findByText("Waits for the server")).toBeVisible();
    expect(build.status).toBe("pending");

    isAway = false;
    hubs.isUp = true;
    await userEvent.click(screen.getByRole("button", { name: /^Offline/ }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Live" })).toBeVisible());
    await waitFor(() => expect(build.status).toBe("canceled"));
    expect(await (await header()).findByText(common.status.canceled)).toBeVisible();
    expect(screen.queryByText("Waits for the server")).toBeNull();
  });
});
