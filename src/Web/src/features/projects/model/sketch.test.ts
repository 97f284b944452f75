import { describe, expect, test } from "vitest";
import { sketchOf } from "./sketch";

const file = (path: string, content = path) => ({ path, file: new File([content], path) });
const beginnings = async (paths: string[], root: string) =>
  (
    await sketchOf(
      paths.map((path) => file(path)),
      root,
    )
  ).flatMap(({ path, beginning }) => (beginning === undefined ? [] : [path]));

describe("a sketch of a folder", () => {
  test("names every file, and says how those begin that may tell how it is built", async () => {
    expect(await sketchOf([file("package.json", "{}"), file("logo.png"), file("src/main.ts")], "")).toEqual([
      { path: "package.json", beginning: "{}" },
      { path: "logo.png" },
      { path: "src/main.ts" },
    ]);
  });

  test("looks at the root that was chosen and above it, and nowhere else", async () => {
    const paths = [
      "pnpm-lock.yaml",
      "apps/turbo.json",
      "apps/web/package.json",
      "apps/web2/package.json",
      "apps/web/src/a.js",
    ];
    expect(await beginnings(paths, "apps/web")).toEqual(["pnpm-lock.yaml", "apps/turbo.json", "apps/web/package.json"]);
  });

  test("tells of settings without an ending, and not of anything else without one", async () => {
    expect(await beginnings([".nvmrc", ".yarnrc.yml", "LICENSE", "yarn.lock", "bun.lockb"], "")).toEqual([
      ".nvmrc",
      ".yarnrc.yml",
      "yarn.lock",
    ]);
  });

  test("stays small, and keeps what says most", async () => {
    const scripts = Array.from({ length: 100 }, (_, i) => `${i}.js`);
    const told = await beginnings([...scripts, "package.json"], "");
    expect(told).toHaveLength(40);
    expect(told).toContain("package.json");
    const [long] = await sketchOf([file("package-lock.json", "x".repeat(100_000))], "");
    expect(long?.beginning).toHaveLength(64 * 1024);
  });
});
