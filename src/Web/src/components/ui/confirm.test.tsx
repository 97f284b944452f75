import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "@/lib/api/problem";
import { text } from "@/lib/text";
import { ConfirmButton } from "./confirm";

function show(props: Partial<Parameters<typeof ConfirmButton>[0]> = {}) {
  const onConfirm = vi.fn();
  const idle = { isPending: false, error: null };
  const button = (more: typeof props) => (
    <ConfirmButton
      title="Remove it?"
      about="It will be gone."
      action="Remove"
      doing={idle}
      onConfirm={onConfirm}
      {...more}
    />
  );
  const { rerender } = render(button(props));
  return { onConfirm, change: (more: typeof props) => rerender(button({ ...props, ...more })) };
}

async function ask() {
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  return within(await screen.findByRole("dialog", { name: "Remove it?" }));
}

test("nothing is done before it was asked about, nor where the answer is no", async () => {
  const { onConfirm } = show();
  const question = await ask();
  expect(onConfirm).not.toHaveBeenCalled();
  await userEvent.click(question.getByRole("button", { name: text.cancel }));
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(onConfirm).not.toHaveBeenCalled();
});

test("what is done once is not done again while it goes on, and a refusal is said where it was asked", async () => {
  const { onConfirm, change } = show();
  const question = await ask();
  const yes = () => question.getByRole("button", { name: "Remove" });
  await userEvent.click(yes());
  change({ doing: { isPending: true, error: null } });
  await userEvent.click(yes());
  expect(onConfirm).toHaveBeenCalledTimes(1);

  change({ doing: { isPending: false, error: new Problem(409, "Not now", "It is in use.") } });
  expect(question.getByRole("alert")).toHaveTextContent("It is in use.");
});

test("what cannot be undone takes a word", async () => {
  const { onConfirm } = show({ word: "site" });
  const question = await ask();
  await userEvent.click(question.getByRole("button", { name: "Remove" }));
  expect(onConfirm).not.toHaveBeenCalled();
  await userEvent.type(question.getByLabelText(text.typeToConfirm("site")), "site");
  await userEvent.click(question.getByRole("button", { name: "Remove" }));
  expect(onConfirm).toHaveBeenCalledTimes(1);
});
