import { screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Report } from "@/lib/api/types";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { Reports } from "./reports";

const aReport = (changes: Partial<Report>): Report => ({
  kind: "status",
  subject: "bld_1",
  build_id: "bld_1",
  told: null,
  tries: 0,
  error: null,
  status: "waiting",
  ...changes,
});

const show = (items: Report[]) =>
  renderPage(<Reports projectId="prj_1" />, (_, path) =>
    path === "/projects/prj_1/webhook/reports" ? { items, next: null } : undefined,
  );

describe("what the host was told", () => {
  test("is shown with its build, and what could not be told with the reason", async () => {
    show([
      aReport({ kind: "comment", subject: "pull/7", told: "success", status: "told" }),
      aReport({ kind: "deployment", tries: 8, error: "GitHub has answered 403.", status: "dead" }),
    ]);

    expect(await screen.findByText(`${text.kinds.comment} #7`)).toBeVisible();
    expect(screen.getByText(`${text.ends.dead} · ${text.tries(8)}`)).toBeVisible();
    expect(screen.getByText("GitHub has answered 403.")).toBeVisible();
    for (const link of screen.getAllByRole("link", { name: "bld_1" }))
      expect(link).toHaveAttribute("href", "/projects/prj_1/builds/bld_1");
  });

  test("is nothing at first", async () => {
    show([]);
    expect(await screen.findByText(text.reportsNone)).toBeVisible();
  });
});
