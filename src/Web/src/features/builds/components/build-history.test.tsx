import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Build } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { aBuild, builds } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { BuildHistory } from "./build-history";

/** The list of a project's builds as the server gives it: filtered, in parts. */
function listOf(all: readonly Build[]) {
  return (_: string, path: string, query: URLSearchParams) => {
    if (path !== "/projects/prj_1/builds") return undefined;
    const limit = Number(query.get("limit"));
    const rest = all.filter(
      (build) =>
        (!query.get("status") || build.status === query.get("status")) &&
        (!query.get("branch") || build.branch === query.get("branch")) &&
        (!query.get("cursor") || build.id < (query.get("cursor") as string)),
    );
    const items = rest.slice(0, limit);
    return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}

const rows = () => within(screen.getByRole("region", { name: text.title })).queryAllByRole("listitem");

describe("the builds of a project", () => {
  test("Property 2 and 18: are all there with their status, and those that succeeded with their address", async () => {
    await fc.assert(
      fc.asyncProperty(builds(6), async (all) => {
        renderPage(<BuildHistory projectId="prj_1" />, listOf(all));
        if (all.length === 0) await screen.findByText(text.none);
        else await waitFor(() => expect(rows()).toHaveLength(all.length));
        all.forEach((build, index) => {
          const row = within(rows()[index] as HTMLElement);
          expect(row.getByText(common.status[build.status])).toBeVisible();
          expect(row.getByRole("link", { name: build.message as string })).toHaveAttribute(
            "href",
            `/projects/prj_1/builds/${build.id}`,
          );
          expect(row.queryByRole("link", { name: /^Preview/ })?.getAttribute("href") ?? null).toBe(build.preview_url);
        });
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("come page by page, none twice", async () => {
    const all = Array.from({ length: 45 }, (_, i) => aBuild({ id: `bld_${900 - i}`, message: `Change ${900 - i}` }));
    renderPage(<BuildHistory projectId="prj_1" />, listOf(all));
    for (const shown of [20, 40]) {
      await waitFor(() => expect(rows()).toHaveLength(shown));
      await userEvent.click(screen.getByRole("button", { name: text.more }));
    }
    await waitFor(() => expect(rows()).toHaveLength(45));
    expect(screen.queryByRole("button", { name: text.more })).toBeNull();
    expect(new Set(rows().map((row) => within(row).getAllByRole("link")[0]?.getAttribute("href"))).size).toBe(45);
  });

  test("can be narrowed to a status, which the server does", async () => {
    const all = [
      aBuild({ id: "bld_2", status: "failed", message: "Broken" }),
      aBuild({ id: "bld_1", message: "Fine" }),
    ];
    renderPage(<BuildHistory projectId="prj_1" />, listOf(all));
    await waitFor(() => expect(rows()).toHaveLength(2));
    await userEvent.click(screen.getByRole("combobox", { name: text.status }));
    await userEvent.click(screen.getByRole("option", { name: common.status.failed }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(screen.getByText("Broken")).toBeVisible();
  });
});
