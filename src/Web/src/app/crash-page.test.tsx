import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Problem } from "@/lib/api/problem";
import { renderPage } from "@/testing/render-page";
import { CrashPage } from "./crash-page";
import { text } from "./text";

const REPORT = "POST /api/dashboard/crashes";

test("a page that breaks says so and tells the server's log, with no more than it takes", async () => {
  const sent: unknown[] = [];
  const error = new TypeError("x".repeat(5_000));
  const { calls } = renderPage(<CrashPage error={error} reset={() => {}} />, (method, path, _, body) => {
    if (method === "POST" && path === "/dashboard/crashes") sent.push(body);
    return {};
  });
  expect(await screen.findByText(text.crash.title)).toBeVisible();
  await waitFor(() => expect(calls).toContain(REPORT));
  expect(sent).toEqual([{ page: "/", message: `TypeError: ${"x".repeat(489)}`, stack: expect.any(String) }]);
  expect((sent[0] as { stack: string }).stack.length).toBeLessThanOrEqual(4_000);
});

test("what the server has refused is no crash: it says itself what it is, and can be tried again", async () => {
  const reset = vi.fn();
  const refused = new Problem(503, "Away", "The database is away.", "0123abcd");
  const { calls } = renderPage(<CrashPage error={refused} reset={reset} />, () => undefined);
  expect(await screen.findByText("The database is away.")).toBeVisible();
  screen.getByRole("button", { name: "Try again" }).click();
  expect(reset).toHaveBeenCalled();
  expect(calls).not.toContain(REPORT);
});
