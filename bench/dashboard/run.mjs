// How the dashboard's log bears a hundred thousand lines and a million: node bench/dashboard/run.mjs (with CHROMIUM=… where it is elsewhere)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { linesOf } from "./lines.mjs";

const AT_MOST_MS = 300_000;
const LINES = 1_000_000;

const here = import.meta.dirname;
const web = resolve(here, "../../src/Web");
const require = createRequire(join(web, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const folder = mkdtempSync(join(tmpdir(), "minivercel-bench-"));
const { build } = await load("vite");
const [{ default: react }, { default: tailwind }] = await Promise.all([load("@vitejs/plugin-react"), load("@tailwindcss/vite")]);
const packages = ["react", "react-dom", "@tanstack/react-query", "@tanstack/react-router"];

await build({
  root: here,
  configFile: false,
  logLevel: "error",
  plugins: [react(), tailwind()],
  resolve: {
    alias: [
      { find: /^@(?=\/)/, replacement: join(web, "src") },
      { find: /^tailwindcss$/, replacement: join(web, "node_modules/tailwindcss/index.css") },
      ...packages.map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(web, "node_modules", name) })),
    ],
  },
  build: { outDir: join(folder, "page"), emptyOutDir: true },
});

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
let tell;
const result = new Promise((told) => {
  tell = told;
});
const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/result") {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      response.end();
      tell(JSON.parse(body));
    });
  } else if (url.pathname === "/api/builds/bench/logs") {
    const after = Number(url.searchParams.get("after"));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ items: linesOf(after + 1, Math.min(1_000, LINES - after)), next: null }));
  } else {
    try {
      const file = join(folder, "page", url.pathname === "/" ? "index.html" : url.pathname);
      response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end("{}");
    }
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = spawn(
  process.env.CHROMIUM ?? "chromium",
  [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", `--user-data-dir=${join(folder, "profile")}`,
    "--enable-precise-memory-info", "--js-flags=--expose-gc", `http://127.0.0.1:${server.address().port}/`,
  ],
  { stdio: "ignore" },
);
const late = setTimeout(() => tell({ error: "It took too long." }), AT_MOST_MS);
try {
  const figures = await result;
  console.log(JSON.stringify(figures, null, 2));
  if (figures.error) process.exitCode = 1;
} finally {
  clearTimeout(late);
  const ended = new Promise((over) => browser.once("exit", over));
  browser.kill();
  await ended;
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
