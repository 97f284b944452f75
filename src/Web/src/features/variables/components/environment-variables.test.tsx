import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Variable } from "@/lib/api/types";
import { MASK } from "@/lib/rules";
import { text as common } from "@/lib/text";
import { aProject } from "@/testing/builders";
import { owner, renderPage } from "@/testing/render-page";
import { text } from "../text";
import { EnvironmentVariables } from "./environment-variables";

type Kept = Pick<Variable, "key" | "value" | "target" | "scope">;

const AT = "2026-11-21T12:00:00.000Z";
const LIST = "/projects/prj_1/env";

const kept = fc.uniqueArray(
  fc.record({
    key: fc.stringMatching(/^[A-Z][A-Z0-9_]{2,12}$/),
    value: fc.stringMatching(/^[a-z0-9!%&]{6,20}$/),
    target: fc.constantFrom<Variable["target"][]>(["production"], ["preview"], ["production", "preview"]),
    scope: fc.constantFrom("build", "runtime", "both"),
  }),
  { selector: (one) => one.key, maxLength: 6 },
);

/** A server that shows values only to who asks for them, as ours does. */
function serverOf(all: Kept[]) {
  const sent: { method: string; path: string; query: string; body: unknown }[] = [];
  const viewOf = (one: Kept, index: number, isRevealed: boolean): Variable => ({
    ...one,
    target: [...one.target],
    id: `env_${index}`,
    value: isRevealed ? one.value : MASK,
    version: 1,
    created_at: AT,
    updated_at: AT,
  });
  const answers = (method: string, path: string, query: URLSearchParams, body: unknown) => {
    if (method !== "GET") {
      sent.push({ method, path, query: query.toString(), body });
      return {};
    }
    if (path !== LIST) return undefined;
    return { items: all.map((one, index) => viewOf(one, index, query.get("reveal") === "true")), next: null };
  };
  return { sent, answers };
}

describe("environment variables", () => {
  test("Property 5: every key is shown and every value is masked", async () => {
    await fc.assert(
      fc.asyncProperty(kept, async (all) => {
        const { container } = renderPage(<EnvironmentVariables project={aProject()} />, serverOf(all).answers);
        if (all.length === 0) await screen.findByText(text.none);
        for (const { key } of all) expect(await screen.findByText(key)).toBeVisible();
        expect(screen.queryAllByText(MASK)).toHaveLength(all.length);
        for (const { value } of all) expect(container).not.toHaveTextContent(value);
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("are shown to an owner who asks, and forgotten when they are hidden again", async () => {
    const all: Kept[] = [{ key: "API_KEY", value: "hunter2", target: ["production"], scope: "both" }];
    const { queries } = renderPage(<EnvironmentVariables project={aProject()} />, serverOf(all).answers);
    await userEvent.click(await screen.findByRole("button", { name: text.reveal }));
    expect(await screen.findByText("hunter2")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: text.hide }));
    expect(await screen.findByText(MASK)).toBeVisible();
    await waitFor(() =>
      expect(
        JSON.stringify(
          queries
            .getQueryCache()
            .getAll()
            .map((q) => q.state.data),
        ),
      ).not.toContain("hunter2"),
    );
  });

  test("say to who may not change them why, and do not ask the server", async () => {
    const all: Kept[] = [{ key: "API_KEY", value: "hunter2", target: ["production"], scope: "both" }];
    const server = serverOf(all);
    renderPage(<EnvironmentVariables project={aProject()} />, (method, path, query, body) =>
      path === "/auth/me"
        ? { ...owner, role: "viewer", teams: [{ id: "team_1", role: "viewer" }] }
        : server.answers(method, path, query, body),
    );
    const remove = await screen.findByRole("button", { name: `${text.remove} API_KEY` });
    await waitFor(() => expect(remove).toHaveAttribute("aria-disabled", "true"));
    await userEvent.click(remove);
    expect(screen.queryByRole("dialog")).toBeNull();
    await userEvent.hover(remove);
    expect(await screen.findByRole("tooltip")).toHaveTextContent(common.needs.deploy);
    expect(server.sent).toEqual([]);
  });

  test("are added as one block, and refused before they are sent where a line is none", async () => {
    const server = serverOf([]);
    renderPage(<EnvironmentVariables project={aProject()} />, server.answers);
    await userEvent.click(await screen.findByRole("button", { name: text.add }));
    const dialog = within(await screen.findByRole("dialog"));
    const block = dialog.getByRole("textbox", { name: text.block });
    await userEvent.click(block);
    await userEvent.paste("A=1\n2B=2");
    expect(await dialog.findByText("Line 2 cannot be read: it is not KEY=value.")).toBeVisible();
    await userEvent.click(dialog.getByRole("button", { name: text.submit }));
    expect(server.sent).toEqual([]);

    await userEvent.clear(block);
    await userEvent.paste("A=1\nB='two words'");
    await userEvent.click(dialog.getByRole("button", { name: text.submit }));
    await waitFor(() => expect(server.sent).toHaveLength(1));
    const both = { target: ["production", "preview"], scope: "both" };
    expect(server.sent[0]).toMatchObject({
      method: "POST",
      path: LIST,
      body: {
        variables: [
          { key: "A", value: "1", ...both },
          { key: "B", value: "two words", ...both },
        ],
        replace: true,
      },
    });
  });

  test("are removed for the target that was meant", async () => {
    const all: Kept[] = [{ key: "A", value: "secret", target: ["preview"], scope: "both" }];
    const server = serverOf(all);
    renderPage(<EnvironmentVariables project={aProject()} />, server.answers);
    await userEvent.click(await screen.findByRole("button", { name: `${text.remove} A` }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: text.remove }));
    await waitFor(() =>
      expect(server.sent).toEqual([{ method: "DELETE", path: `${LIST}/A`, query: "target=preview", body: undefined }]),
    );
  });
});
