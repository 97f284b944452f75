import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import type { PullRequest } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { aProject } from "@/testing/builders";
import { owner, renderPage } from "@/testing/render-page";
import { text } from "../text";
import { PullRequests } from "./pull-requests";

const aPull = (changes: Partial<PullRequest> = {}): PullRequest => ({
  number: 7,
  title: "Say goodbye",
  author: "mallory",
  branch: "goodbye",
  commit_sha: "b".repeat(40),
  is_open: true,
  from_fork: true,
  status: "held",
  build_id: null,
  ...changes,
});

/** A server that builds what is approved, if it is what waits. */
function show(pulls: PullRequest[], account: unknown = owner) {
  const sent: { path: string; body: unknown }[] = [];
  renderPage(<PullRequests project={aProject()} />, (method, path, _, body) => {
    if (path === "/auth/me") return account;
    if (method === "GET") return path === "/projects/prj_1/pull-requests" ? { items: pulls, next: null } : undefined;
    sent.push({ path, body });
    const held = pulls.findIndex((pull) => (body as PullRequest).commit_sha === pull.commit_sha);
    if (held < 0)
      return Response.json({ title: "Nothing waits", detail: "Another commit of it does." }, { status: 409 });
    pulls[held] = aPull({ status: "building", build_id: "bld_7" });
    return pulls[held];
  });
  return sent;
}

async function approve() {
  await userEvent.click(await screen.findByRole("button", { name: text.approve }));
  const question = await screen.findByRole("dialog", { name: text.approveTitle(7) });
  await userEvent.click(within(question).getByRole("button", { name: text.approve }));
}

describe("the pull requests of a project", () => {
  test("one from a fork is built when it is approved: the commit that was looked at", async () => {
    const sent = show([aPull()]);
    await approve();
    const build = await screen.findByRole("link", { name: text.buildOf(7) });
    expect(build).toHaveAttribute("href", "/projects/prj_1/builds/bld_7");
    expect(sent).toEqual([{ path: "/projects/prj_1/pull-requests/7/approve", body: { commit_sha: "b".repeat(40) } }]);
    expect(screen.queryByRole("button", { name: text.approve })).not.toBeInTheDocument();
  });

  test("a commit that came meanwhile is not approved with it, and is asked about anew", async () => {
    const pulls = [aPull()];
    const sent = show(pulls);
    await userEvent.click(await screen.findByRole("button", { name: text.approve }));
    const question = await screen.findByRole("dialog");
    pulls[0] = aPull({ commit_sha: "c".repeat(40) });
    await userEvent.click(within(question).getByRole("button", { name: text.approve }));
    await screen.findByText("ccccccc");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(await screen.findByText("Another commit of it does.")).toBeVisible();
    expect(sent.map(({ body }) => body)).toEqual([{ commit_sha: "b".repeat(40) }]);
  });

  test.each([
    ["is built", aPull({ from_fork: false, status: "building", build_id: "bld_7" }), text.states.building],
    ["is not to be built", aPull({ status: "skipped" }), text.states.skipped],
    ["is closed", aPull({ is_open: false, status: "held" }), text.states.closed],
  ])("one that %s waits for nobody", async (_, pull, state) => {
    show([pull]);
    expect(await screen.findByText(state)).toBeVisible();
    expect(screen.queryByRole("button", { name: text.approve })).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: text.open(7) })).toHaveAttribute(
      "href",
      "https://github.com/ada/site/pull/7",
    );
  });

  test("who may only look is told why they may not approve", async () => {
    const sent = show([aPull()], { ...owner, role: "viewer", teams: [{ id: "team_1", role: "viewer" }] });
    const button = () => screen.findByRole("button", { name: text.approve });
    await waitFor(async () => expect(await button()).toHaveAttribute("aria-disabled", "true"));
    await userEvent.click(await button());
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await userEvent.hover(await button());
    expect(await screen.findByRole("tooltip")).toHaveTextContent(common.needs.deploy);
    expect(sent).toEqual([]);
  });

  test("where there are none, it says so", async () => {
    show([]);
    expect(await screen.findByText(text.none)).toBeVisible();
  });
});
