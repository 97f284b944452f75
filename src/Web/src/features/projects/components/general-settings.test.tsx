import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { aProject } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { GeneralSettings } from "./general-settings";

const words = text.settings;

function show(status: number) {
  const [onSaved, onReload] = [vi.fn(), vi.fn()];
  const sent: unknown[] = [];
  renderPage(
    <GeneralSettings project={aProject({ updated_at: "T1" })} onSaved={onSaved} onReload={onReload} />,
    (method, _, __, body) => {
      if (method !== "PUT") return undefined;
      sent.push(body);
      return status === 200
        ? aProject({ name: "renamed", updated_at: "T2" })
        : Response.json({ title: "Changed meanwhile", detail: "Read it again." }, { status });
    },
  );
  return { onSaved, onReload, sent };
}

async function rename() {
  const field = await screen.findByLabelText(words.name);
  await userEvent.clear(field);
  await userEvent.type(field, "renamed");
  await userEvent.click(screen.getByRole("button", { name: words.save }));
}

describe("a part of the settings", () => {
  test("is saved, and the page told of it", async () => {
    const { onSaved, sent } = show(200);
    await rename();
    await waitFor(() => expect(onSaved).toHaveBeenCalledWith(expect.objectContaining({ updated_at: "T2" })));
    expect(sent).toEqual([{ name: "renamed" }]);
  });

  test("is not saved over what somebody else has saved; that can be loaded", async () => {
    const { onSaved, onReload } = show(412);
    await rename();
    expect(await screen.findByText(words.stale)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: words.reload }));
    expect(onReload).toHaveBeenCalled();
    expect(onSaved).not.toHaveBeenCalled();
  });
});
