import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { renderPage } from "@/testing/render-page";
import { text } from "../text";
import { NewProjectForm } from "./new-project-form";

const words = text.new;

type Sent = { path: string; body: unknown };

function serverThat(refuses: (path: string) => Response | undefined = () => undefined) {
  const sent: Sent[] = [];
  const answers = (method: string, path: string, _: URLSearchParams, body: unknown) => {
    if (method === "GET") return undefined;
    sent.push({ path, body });
    const refusal = refuses(path);
    if (refusal) return refusal;
    if (path === "/projects") return { id: "prj_new" };
    return path.endsWith("/builds") ? { id: "bld_new" } : {};
  };
  return { sent, answers };
}

/** As a browser hands it over where a whole folder was chosen. */
function fileAt(path: string, content: string): File {
  const file = new File([content], path.split("/").at(-1) ?? "");
  return Object.defineProperty(file, "webkitRelativePath", { value: path });
}

async function fill(url: string) {
  await userEvent.type(await screen.findByLabelText(words.gitUrl), url);
}

describe("a new project", () => {
  test("is named after its repository, gets its variables and is built", async () => {
    const server = serverThat();
    const onStarted = vi.fn();
    renderPage(<NewProjectForm onStarted={onStarted} />, server.answers);
    await fill("https://github.com/ada/My_Shop.git");
    expect(screen.getByLabelText(words.name)).toHaveValue("my-shop");
    await userEvent.click(screen.getByLabelText(words.variables));
    await userEvent.paste("A=1");
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    await waitFor(() => expect(onStarted).toHaveBeenCalledWith({ projectId: "prj_new", buildId: "bld_new" }));
    expect(server.sent).toEqual([
      {
        path: "/projects",
        body: expect.objectContaining({ name: "my-shop", git_url: "https://github.com/ada/My_Shop.git" }),
      },
      { path: "/projects/prj_new/env", body: { variables: [{ key: "A", value: "1" }], replace: true } },
      { path: "/projects/prj_new/builds", body: { production: true } },
    ]);
    expect(server.sent[0]?.body).not.toHaveProperty("app_type");
  });

  test("is not sent while something is wrong, and every field says what", async () => {
    const server = serverThat();
    renderPage(<NewProjectForm onStarted={() => {}} />, server.answers);
    await fill("https://github.com");
    await userEvent.clear(screen.getByLabelText(words.name));
    await userEvent.type(screen.getByLabelText(words.name), "Not_A_Name");
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    expect(screen.getByText(/a path is missing/)).toBeVisible();
    expect(screen.getByText(/It must be a DNS label/)).toBeVisible();
    expect(screen.getByLabelText(words.name)).toBeInvalid();
    expect(server.sent).toEqual([]);
  });

  test("shows what the server says beyond that at its field, until it is changed", async () => {
    const server = serverThat(() =>
      Response.json(
        { title: "Name taken", detail: "Taken.", errors: { name: ["There is one already."] } },
        { status: 409 },
      ),
    );
    renderPage(<NewProjectForm onStarted={() => {}} />, server.answers);
    await fill("https://github.com/ada/shop");
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    expect(await screen.findByText("There is one already.")).toBeVisible();
    await userEvent.type(screen.getByLabelText(words.name), "2");
    expect(screen.queryByText("There is one already.")).toBeNull();
  });

  test("shows what its repository would be built by, and leaves the choice", async () => {
    const server = serverThat();
    const asked: string[] = [];
    renderPage(<NewProjectForm onStarted={() => {}} />, (method, path, query, body) => {
      if (path !== "/survey") return server.answers(method, path, query, body);
      asked.push(`${query.get("git_url")} ${query.get("branch")}`);
      return {
        app_type: "nextjs",
        is_server: true,
        package_manager: "npm",
        install_command: "npm ci",
        build_command: "npm run build",
        output_directory: ".next",
        branch: "trunk",
        commit_sha: "0123456789abcdef0123456789abcdef01234567",
        commit_message: "One",
      };
    });
    await fill("https://github.com/ada/shop");
    expect(await screen.findByText("npm run build", undefined, { timeout: 10_000 })).toBeVisible();
    expect(screen.getByRole("combobox", { name: words.preset })).toHaveTextContent(words.detected("Next.js"));
    expect(screen.getByLabelText(new RegExp(words.branch))).toHaveAttribute("placeholder", "trunk");
    expect(asked).toEqual(["https://github.com/ada/shop null"]);
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    await waitFor(() => expect(server.sent).not.toEqual([]));
    expect(server.sent[0]?.body).not.toHaveProperty("app_type");
  });

  test("says why its repository cannot be looked into, and is deployed all the same", async () => {
    const server = serverThat();
    const onStarted = vi.fn();
    renderPage(<NewProjectForm onStarted={onStarted} />, (method, path, query, body) =>
      path === "/survey"
        ? Response.json(
            { title: "Invalid input", detail: "Some fields.", errors: { git_url: ["It is private."] } },
            { status: 422 },
          )
        : server.answers(method, path, query, body),
    );
    await fill("https://github.com/ada/shop");
    expect(await screen.findByText(/It is private\./, undefined, { timeout: 10_000 })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    await waitFor(() => expect(onStarted).toHaveBeenCalled());
  });

  test("shows what its folder would be built by before any of it is sent", async () => {
    const server = serverThat();
    const asked: unknown[] = [];
    renderPage(<NewProjectForm onStarted={() => {}} />, (method, path, query, body) => {
      if (path !== "/survey") return server.answers(method, path, query, body);
      asked.push(body);
      return {
        app_type: "vite",
        is_server: false,
        package_manager: "pnpm",
        install_command: "pnpm install",
        build_command: "pnpm run build",
        output_directory: "dist",
        branch: null,
        commit_sha: null,
        commit_message: null,
      };
    });
    await userEvent.click(await screen.findByRole("tab", { name: words.folder }));
    await userEvent.upload(screen.getByLabelText(words.choose, { selector: "input" }), [
      fileAt("shop/package.json", '{"scripts": {}}'),
      fileAt("shop/src/main.ts", "secret()"),
      fileAt("shop/logo.png", "png"),
      fileAt("shop/.env", "KEY=1"),
    ]);
    expect(await screen.findByText("pnpm run build", undefined, { timeout: 10_000 })).toBeVisible();
    expect(screen.getByRole("combobox", { name: words.preset })).toHaveTextContent(words.detected("Vite"));
    expect(asked).toEqual([
      {
        files: [{ path: "logo.png" }, { path: "package.json", beginning: '{"scripts": {}}' }, { path: "src/main.ts" }],
      },
    ]);
    expect(server.sent).toEqual([]);
  });

  test("of a private repository at GitHub is let into it before it is built", async () => {
    const server = serverThat();
    const onStarted = vi.fn();
    const surveyed: (string | null)[] = [];
    const url = "https://github.com/ada/secret.git";
    renderPage(<NewProjectForm onStarted={onStarted} />, (method, path, query, body) => {
      if (path === "/auth/options") return { signup: "open", github: true, is_new: false };
      if (path === "/survey") {
        surveyed.push(query.get("from_github"));
        return server.answers(method, path, query, body);
      }
      if (path === "/github/repositories")
        return { items: [{ full_name: "ada/secret", git_url: url, branch: "trunk", is_private: true }], next: null };
      return server.answers(method, path, query, body);
    });
    await userEvent.click(await screen.findByRole("combobox", { name: words.repositories }));
    await userEvent.click(await screen.findByRole("option", { name: "ada/secret" }));
    expect(screen.getByLabelText(new RegExp(words.branch))).toHaveValue("trunk");
    await waitFor(() => expect(surveyed).toEqual(["true"]), { timeout: 10_000 });
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    await waitFor(() => expect(onStarted).toHaveBeenCalled());
    expect(server.sent.map(({ path }) => path)).toEqual([
      "/projects",
      "/projects/prj_new/git-credential",
      "/projects/prj_new/builds",
    ]);
    expect(server.sent[1]?.body).toEqual({ from_github: true });
  });

  test("is not made twice where a later step fails", async () => {
    let isDown = true;
    const server = serverThat((path) =>
      isDown && path.endsWith("/builds")
        ? Response.json({ title: "No", detail: "Not now." }, { status: 409 })
        : undefined,
    );
    const onStarted = vi.fn();
    renderPage(<NewProjectForm onStarted={onStarted} />, server.answers);
    await fill("https://github.com/ada/shop");
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    expect(await screen.findByText("Not now.")).toBeVisible();
    isDown = false;
    await userEvent.click(screen.getByRole("button", { name: words.submit }));
    await waitFor(() => expect(onStarted).toHaveBeenCalled());
    expect(server.sent.filter(({ path }) => path === "/projects")).toHaveLength(1);
  });
});
