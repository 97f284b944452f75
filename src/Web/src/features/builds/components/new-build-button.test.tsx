import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aBuild, aProject } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { NewBuildButton } from "./new-build-button";

test.each([
  ["main", true],
  ["redesign", false],
])("the newest commit of %s is built, for production: %s", async (branch, isProduction) => {
  const sent: unknown[] = [];
  const onBuild = vi.fn();
  renderPage(<NewBuildButton project={aProject()} onBuild={onBuild} />, (method, path, _, body) => {
    if (method !== "POST" || path !== "/projects/prj_1/builds") return undefined;
    sent.push(body);
    return aBuild({ id: "bld_2" });
  });
  await userEvent.click(await screen.findByRole("button", { name: text.newBuild }));
  await userEvent.clear(screen.getByLabelText(text.branch));
  await userEvent.type(screen.getByLabelText(text.branch), branch);
  await userEvent.click(screen.getByRole("button", { name: text.newBuildAction }));
  await waitFor(() => expect(onBuild).toHaveBeenCalledWith("bld_2"));
  expect(sent).toEqual([{ ref: branch, production: isProduction }]);
});

test("a project without a repository says why it has nothing to build", async () => {
  renderPage(<NewBuildButton project={aProject({ git_url: null })} onBuild={vi.fn()} />, () => undefined);
  const button = await screen.findByRole("button", { name: text.newBuild });
  await userEvent.hover(button);
  expect(await screen.findByRole("tooltip")).toHaveTextContent(text.whyNoNewBuild);
});
