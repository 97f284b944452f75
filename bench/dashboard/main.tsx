// @ts-nocheck: it is built with the dashboard's sources, outside of its project
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { ToastProvider } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { buildLog } from "@/features/logs/api/log-source";
import { LogViewer } from "@/features/logs/components/log-viewer";
import { LiveProvider } from "@/lib/live-context";
import "./page.css";
import { linesOf } from "./lines.mjs";

/** Tells what it is told to, as fast as it is told to. */
class Hub {
  handlers = new Map();
  start = async () => {};
  stop = async () => {};
  invoke = async () => null;
  on = (name, told) => this.handlers.set(name, told);
  onclose = () => {};
}
const hub = new Hub();
let written = 0;
const write = (count) => {
  const lines = linesOf(written + 1, count);
  written += count;
  // Through text and back, as it comes over a connection: strings of their own.
  hub.handlers.get("build_log")(JSON.parse(JSON.stringify({ build_id: "bench", lines })));
};

const source = buildLog("bench");
const page = () => (
  <div style={{ height: "90vh" }}>
    <LogViewer source={source} label="Log" isLive fileName="log" className="h-full" />
  </div>
);
const router = createRouter({ routeTree: createRootRoute({ component: page }), history: createMemoryHistory() });
createRoot(document.getElementById("root")).render(
  <QueryClientProvider client={new QueryClient()}>
    <TooltipProvider>
      <ToastProvider>
        <LiveProvider openHub={async () => hub}>
          <RouterProvider router={router} />
        </LiveProvider>
      </ToastProvider>
    </TooltipProvider>
  </QueryClientProvider>,
);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const until = async (is) => {
  const most = performance.now() + 30_000;
  while (!is()) {
    if (performance.now() > most) throw new Error(`Waited in vain for ${is}`);
    await pause(5);
  }
};
const log = () => document.querySelector("[role=log]");
const button = (words) => [...document.querySelectorAll("button")].find((one) => one.textContent.includes(words) || one.ariaLabel?.includes(words));

/** From doing something to its having been drawn. */
async function latencyOf(act) {
  const began = performance.now();
  act();
  await frame();
  await new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
  return performance.now() - began;
}

/** How long the longest time between two frames was, while something goes on. */
function watchFrames() {
  let worst = 0;
  let over50 = 0;
  let frames = 0;
  let isOn = true;
  let last = performance.now();
  const look = (now) => {
    if (!isOn) return;
    frames++;
    worst = Math.max(worst, now - last);
    if (now - last > 50) over50++;
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return () => {
    isOn = false;
    return { frames, worst_ms: Math.round(worst), over_50_ms: over50 };
  };
}

const figures = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]);
  return { count: sorted.length, median_ms: at(0.5), p99_ms: at(0.99), worst_ms: at(1) };
};

const megabytes = () => {
  globalThis.gc?.();
  return Math.round(performance.memory.usedJSHeapSize / 1e5) / 10;
};

function type(words) {
  const input = document.querySelector("input[type=search]");
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, words);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function run() {
  await until(() => hub.handlers.has("build_log"));
  await pause(500);
  const empty = megabytes();
  while (written < 100_000) {
    write(500);
    await pause(0);
  }
  await until(() => log()?.querySelector(`[data-seq="100000"]`));
  const filled = megabytes();

  const idled = watchFrames();
  await pause(8_000);
  const idle = idled();

  // A thousand lines a second, while somebody follows and then does things.
  const writing = setInterval(() => write(50), 50);
  const followed = watchFrames();
  await pause(8_000);
  const following = followed();
  const acted = watchFrames();
  const times = { scroll: [], jump: [], choose: [], wrap: [], type: [], follow: [] };
  const ends = performance.now() + 20_000;
  for (let turn = 0; performance.now() < ends; turn++) {
    times.jump.push(await latencyOf(() => { log().scrollTop = ((turn * 7919) % 1000) * (log().scrollHeight / 1000); }));
    for (let i = 0; i < 5; i++) times.scroll.push(await latencyOf(() => log().scrollBy(0, -120)));
    times.choose.push(await latencyOf(() => log().querySelector("[data-seq] a").click()));
    times.wrap.push(await latencyOf(() => button("Wrap").click()));
    times.type.push(await latencyOf(() => type(`part-${turn}`)));
    await pause(100);
    if (button("Follow")) times.follow.push(await latencyOf(() => button("Follow").click()));
    await pause(100);
  }
  type("");
  clearInterval(writing);
  const acting = acted();

  // To a million, as fast as they can be taken.
  await pause(500);
  const rushed = watchFrames();
  const began = performance.now();
  while (written < 1_000_000) {
    write(1_000);
    await pause(0);
  }
  const seconds = (performance.now() - began) / 1000;
  await pause(1_000);
  const rushing = rushed();
  const million = megabytes();

  // Far up again, where lines have to be read anew.
  const restored = [];
  for (let turn = 0; turn < 20; turn++) {
    const began = performance.now();
    log().scrollTop = (turn / 20) * log().scrollHeight;
    await frame();
    await frame();
    await until(() => [...log().querySelectorAll("[data-seq] > span")].every((line) => line.textContent !== "…"));
    restored.push(performance.now() - began);
  }
  const end = megabytes();
  return {
    "memory, MB of JavaScript": { empty, "100,000 lines": filled, "1,000,000 lines": million, "and back up": end },
    "frames while nothing happens": idle,
    "frames while 1,000 lines/s come to 100,000": following,
    "frames while somebody does things as well": acting,
    "latency of": Object.fromEntries(Object.entries(times).filter(([, t]) => t.length).map(([name, t]) => [name, figures(t)])),
    [`frames while ${Math.round(900_000 / seconds / 1000)},000 lines/s come to a million`]: rushing,
    "latency of a page that is read again": figures(restored),
    "rows drawn": log().querySelectorAll("[data-seq]").length,
  };
}

run()
  .catch((error) => ({ error: String(error) }))
  .then((result) => fetch("/result", { method: "POST", body: JSON.stringify(result) }));
