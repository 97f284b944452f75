import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { Entrance } from "./entrance";
import { LoginByLink } from "./login-by-link";
import { RefusedByGitHub } from "./refused-by-github";

const options = (changes: object) => ({ signup: "open", github: false, is_new: false, ...changes });

function show(offered: object, invitation?: string) {
  const sent: unknown[] = [];
  const onLoggedIn = vi.fn();
  renderPage(<Entrance next="/new" invitation={invitation} onLoggedIn={onLoggedIn} />, (method, path, _, body) => {
    if (path === "/auth/options") return options(offered);
    if (method === "POST") sent.push({ path, body });
    return path.startsWith("/auth/") && method === "POST" ? {} : undefined;
  });
  return { sent, onLoggedIn };
}

describe("the entrance", () => {
  test("of a new installation makes the first account", async () => {
    const { sent, onLoggedIn } = show({ is_new: true, signup: "closed" });
    expect(await screen.findByText(text.signUp.firstAbout)).toBeVisible();
    await userEvent.type(screen.getByLabelText(text.login.email), "ada@example.com");
    await userEvent.type(screen.getByLabelText(text.login.password), "correct horse");
    await userEvent.click(screen.getByRole("button", { name: text.signUp.submit }));
    await waitFor(() => expect(onLoggedIn).toHaveBeenCalled());
    expect(sent).toEqual([{ path: "/auth/signup", body: { email: "ada@example.com", password: "correct horse" } }]);
  });

  test("offers no account where there is none to be had, and GitHub where there is", async () => {
    show({ signup: "invite", github: true });
    expect(await screen.findByText(text.signUp.closed)).toBeVisible();
    expect(screen.queryByRole("button", { name: text.login.toSignUp })).toBeNull();
    expect(screen.getByRole("link", { name: text.login.github })).toHaveAttribute(
      "href",
      "/api/auth/github?return_to=%2Fnew",
    );
  });

  test("takes the invitation along", async () => {
    const { sent } = show({ signup: "invite" }, "mvi_x");
    await userEvent.type(await screen.findByLabelText(text.login.email), "bob@example.com");
    await userEvent.type(screen.getByLabelText(text.login.password), "correct horse");
    await userEvent.click(screen.getByRole("button", { name: text.signUp.submit }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ body: { invitation: "mvi_x" } });
  });

  test("by a link uses it once", async () => {
    const onLoggedIn = vi.fn();
    const sent: unknown[] = [];
    renderPage(<LoginByLink link="mvl_x" onLoggedIn={onLoggedIn} />, (_, path, __, body) => {
      if (path !== "/auth/login") return undefined;
      sent.push(body);
      return {};
    });
    await waitFor(() => expect(onLoggedIn).toHaveBeenCalledTimes(1));
    document.dispatchEvent(new Event("visibilitychange"));
    expect(sent).toEqual([{ link: "mvl_x" }]);
  });
});

describe("who comes back from GitHub and is not let in", () => {
  test("is told why, and where to go", async () => {
    renderPage(<RefusedByGitHub why="email-taken" />, () => undefined);
    expect(await screen.findByText(text.refused.reasons["email-taken"] as string)).toBeVisible();
    expect(screen.getByRole("link", { name: text.refused.back })).toHaveAttribute("href", "/");
  });

  test("is shown no words of the address", async () => {
    renderPage(<RefusedByGitHub why="constructor" />, () => undefined);
    expect(await screen.findByText(text.refused.other)).toBeVisible();
  });
});
