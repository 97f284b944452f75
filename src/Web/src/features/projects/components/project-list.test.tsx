import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Build } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { aBuild, aProject, buildStatus } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { ProjectList } from "./project-list";

const kept = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{3,10}$/),
    isLive: fc.boolean(),
    status: fc.option(buildStatus),
  }),
  { selector: (one) => one.name, maxLength: 5 },
);

type Kept = { name: string; isLive: boolean; status: Build["status"] | null };

const serverOf = (all: readonly Kept[]) => (_: string, path: string) => {
  if (path === "/projects") {
    const items = all.map(({ name, isLive }) =>
      aProject({
        id: `prj_${name}`,
        name,
        production_url: `http://${name}.localhost:8080`,
        active_deployment_id: isLive ? "dpl_1" : null,
      }),
    );
    return { items, next: null };
  }
  const asked = all.find(({ name }) => path === `/projects/prj_${name}/builds`);
  return (
    asked && {
      items: asked.status ? [aBuild({ status: asked.status, message: `Made ${asked.name}` })] : [],
      next: null,
    }
  );
};

const cardOf = (name: string) => within(screen.getByRole("heading", { name }).closest("article") as HTMLElement);

describe("the list of projects", () => {
  test("Property 2: all of them are there with how they are", async () => {
    await fc.assert(
      fc.asyncProperty(kept, async (all) => {
        renderPage(<ProjectList />, serverOf(all));
        if (all.length === 0) await screen.findByRole("link", { name: text.first.start });
        for (const { name, isLive, status } of all) {
          await screen.findByRole("heading", { name });
          const card = cardOf(name);
          if (isLive)
            expect(card.getByRole("link", { name: `${name}.localhost:8080` })).toHaveAttribute(
              "href",
              `http://${name}.localhost:8080`,
            );
          else expect(card.queryByText(`${name}.localhost:8080`)).toBeNull();
          expect(await card.findByText(status ? `Made ${name}` : text.list.noBuild)).toBeVisible();
          if (status) expect(card.getByText(common.status[status])).toBeVisible();
        }
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("is searched as one types, from the keyboard", async () => {
    const all = ["shop", "blog", "docs"].map((name) => ({ name, isLive: true, status: null }));
    renderPage(<ProjectList />, serverOf(all));
    await screen.findByRole("heading", { name: "shop" });
    await userEvent.keyboard("/");
    expect(screen.getByRole("searchbox")).toHaveFocus();
    await userEvent.keyboard("BLO");
    expect(screen.queryByRole("heading", { name: "shop" })).toBeNull();
    expect(screen.getByRole("heading", { name: "blog" })).toBeVisible();
    expect(screen.getByText(text.list.count(1))).toBeInTheDocument();
    await userEvent.keyboard("x");
    await userEvent.click(screen.getByRole("button", { name: text.list.clear }));
    expect(screen.getAllByRole("article")).toHaveLength(3);
  });

  test("says what happened where it cannot be had, and tries again", async () => {
    let isUp = false;
    const server = serverOf([{ name: "shop", isLive: false, status: null }]);
    renderPage(<ProjectList />, (method, path) =>
      isUp
        ? server(method, path)
        : Response.json({ title: "Away", detail: "The database is away.", trace_id: "0123abcd" }, { status: 503 }),
    );
    expect(await screen.findByText("The database is away.")).toBeVisible();
    expect(screen.getByText("0123abcd")).toBeVisible();
    isUp = true;
    await userEvent.click(screen.getByRole("button", { name: common.retry }));
    expect(await screen.findByRole("heading", { name: "shop" })).toBeVisible();
  });
});
