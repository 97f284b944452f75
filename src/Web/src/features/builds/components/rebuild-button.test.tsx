import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { Build } from "@/lib/api/types";
import { aBuild, aProject } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { RebuildButton } from "./rebuild-button";

const EXPIRED = {
  title: "Invalid input",
  detail: "Some fields cannot be accepted.",
  errors: { upload_id: ["It may have expired."] },
};

function show(build: Build, project = aProject(), isKept = true) {
  const sent: unknown[] = [];
  const onBuild = vi.fn();
  renderPage(<RebuildButton build={build} project={project} onBuild={onBuild} />, (method, path, _, body) => {
    if (method !== "POST" || path !== "/projects/prj_1/builds") return undefined;
    sent.push(body);
    return isKept ? aBuild({ id: "bld_2" }) : Response.json(EXPIRED, { status: 422 });
  });
  return { sent, onBuild };
}

async function press(title: string) {
  await userEvent.click(await screen.findByRole("button", { name: text.redeploy }));
  const question = within(await screen.findByRole("dialog", { name: title }));
  await userEvent.click(question.getByRole("button", { name: text.redeployAction }));
}

describe("building again", () => {
  test("a commit of the project's branch goes to production", async () => {
    const { sent, onBuild } = show(aBuild());
    await press(text.redeployTitle);
    await waitFor(() => expect(onBuild).toHaveBeenCalledWith("bld_2"));
    expect(sent).toEqual([{ ref: "main", commit_sha: "a".repeat(40), production: true, force: true }]);
  });

  test.each([true, false])(
    "files that were sent are built as they were, for production or not (%s)",
    async (production) => {
      const files = aBuild({ upload_id: "upl_1", commit_sha: null, branch: null, production });
      const { sent, onBuild } = show(files, aProject({ git_url: null }));
      await press(text.redeployFilesTitle);
      await waitFor(() => expect(onBuild).toHaveBeenCalledWith("bld_2"));
      expect(sent).toEqual([{ upload_id: "upl_1", production, force: true }]);
    },
  );

  test("files that are gone by now are not, and it says so", async () => {
    const { onBuild } = show(aBuild({ upload_id: "upl_1", commit_sha: null }), aProject({ git_url: null }), false);
    await press(text.redeployFilesTitle);
    expect(await screen.findByText("It may have expired.")).toBeVisible();
    expect(onBuild).not.toHaveBeenCalled();
  });

  test("what is not known any more cannot be", async () => {
    const { sent } = show(aBuild({ commit_sha: null }), aProject({ git_url: null }));
    await userEvent.click(await screen.findByRole("button", { name: text.redeploy }));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(sent).toEqual([]);
  });
});
