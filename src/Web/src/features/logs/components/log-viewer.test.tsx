import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { LogLine } from "@/lib/log-line";
import { aLine } from "@/testing/builders";
import { FakeHubs } from "@/testing/fake-hub";
import { renderPage } from "@/testing/render-page";
import { buildLog } from "../api/log-source";
import { text } from "../text";
import { LogViewer } from "./log-viewer";

const WINDOW = 4_000;

/** jsdom lays nothing out: a window of so many pixels, over as much as the lines take. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(WINDOW);
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(function (this: HTMLElement) {
    return Math.max(WINDOW, Number.parseFloat((this.firstElementChild as HTMLElement | null)?.style.height ?? "0"));
  });
});

const shown = () =>
  [...screen.getByRole("log").querySelectorAll("[data-seq]")].map((row) => row.lastElementChild?.textContent);

/** A gateway that tells a build's lines behind the one that it is given, and answers for what is stored. */
function serve(lines: readonly LogLine[], hubs = new FakeHubs()) {
  let toldUpTo = 0;
  hubs.onCall = (_, method, [, after]) => {
    if (method === "subscribe_build") toldUpTo = after as number;
  };
  return {
    hubs,
    answers: (_: string, path: string, query: URLSearchParams) => {
      if (path !== "/builds/bld_1/logs") return undefined;
      const items = lines.filter((line) => line.seq > Number(query.get("after"))).slice(0, 1_000);
      return { items, next: items.length === 1_000 ? items.at(-1)?.seq : null };
    },
    tell: (count: number) => {
      const some = lines.slice(toldUpTo, toldUpTo + count);
      toldUpTo += some.length;
      if (some.length > 0) hubs.current?.tell("build_log", { build_id: "bld_1", lines: some });
    },
    tellAgain: (from: number, count: number) =>
      hubs.current?.tell("build_log", { build_id: "bld_1", lines: lines.slice(from, from + count) }),
  };
}

const source = buildLog("bld_1");
const viewer = (isLive = true) => <LogViewer source={source} label="Log" isLive={isLive} fileName="log" />;
const many = (count: number) => Array.from({ length: count }, (_, i) => aLine(i + 1));
const settled = () => new Promise((resolve) => setTimeout(resolve, 80));

describe("the log on a page", () => {
  test("is not said to be empty while it is on its way", async () => {
    renderPage(<LogViewer source={source} label="Log" isLive={false} hasPrinted fileName="log" />, () => ({}));
    expect(await screen.findByText(text.reading)).toBeVisible();
  });

  test("Property 9: shows every line once and in order, whatever is told twice or too early", async () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant("told" as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant("again" as const), from: fc.nat(60), count: fc.integer({ min: 1, max: 30 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { maxLength: 8 }),
        fc.integer({ min: 1, max: 90 }),
        async (happenings, total) => {
          const server = serve(many(total));
          renderPage(viewer(), server.answers, server.hubs);
          await waitFor(() => expect(server.hubs.current?.calls).toContainEqual(["subscribe_build", "bld_1", 0]));
          for (const what of happenings) {
            if (what.kind === "told") server.tell(what.count);
            else server.tellAgain(what.from, what.count);
          }
          server.tell(total);
          await waitFor(() => expect(shown()).toEqual(many(total).map((line) => line.text)));
          cleanup();
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  test("Property 9: goes on behind its last line after a break, as the new gateway tells it", async () => {
    const server = serve(many(50));
    renderPage(viewer(), server.answers, server.hubs);
    await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
    server.tell(20);
    server.hubs.current?.drop();
    await waitFor(() => expect(server.hubs.current?.calls).toContainEqual(["subscribe_build", "bld_1", 20]));
    server.tell(30);
    await waitFor(() => expect(shown()).toEqual(many(50).map((line) => line.text)));
  });

  test("shows text and never markup, whatever was printed", async () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "\u001b]8;;javascript:alert(1)\u001b\\click\u001b]8;;\u001b\\",
        "javascript:alert(1)",
        "https://example.com/<b>",
        "\u001b[38;2;1;2;3m<i>\u001b[0m",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 10 }), async (texts) => {
        const server = serve(texts.map((words, i) => aLine(i + 1, words)));
        renderPage(viewer(), server.answers, server.hubs);
        await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
        server.tell(texts.length);
        const log = await screen.findByRole("log");
        expect(log.querySelectorAll("img, script, b, i, iframe, style")).toHaveLength(0);
        for (const link of log.querySelectorAll("[data-seq] > span a")) {
          expect(link.getAttribute("href")).toMatch(/^https?:\/\//);
          expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
        }
        cleanup();
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test("follows until one scrolls up, then waits for who reads", async () => {
    const server = serve(many(3_000));
    renderPage(viewer(), server.answers, server.hubs);
    await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
    server.tell(1_000);
    await waitFor(() => expect(shown().at(-1)).toBe("line 1000"));
    const log = screen.getByRole("log");
    act(() => {
      log.scrollTop = 5_000;
      fireEvent.scroll(log);
    });
    server.tell(500);
    const resume = await screen.findByRole("button", { name: /500 new lines/ });
    expect(shown()).not.toContain("line 1001");
    await userEvent.click(resume);
    expect(shown().at(-1)).toBe("line 1500");
    server.tell(500);
    await waitFor(() => expect(shown().at(-1)).toBe("line 2000"));
  });

  test("finds words anywhere in it, and goes from one to the next", async () => {
    const lines = many(5_000).map((line) =>
      line.seq % 1_000 === 7 ? { ...line, text: `a Needle in ${line.seq}` } : line,
    );
    const server = serve(lines);
    renderPage(viewer(false), server.answers, server.hubs);
    await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
    server.tell(5_000);
    await screen.findByRole("log");
    await userEvent.type(screen.getByRole("searchbox"), "needle");
    expect(await screen.findByText("1 of 5")).toBeVisible();
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText("2 of 5")).toBeVisible();
    await waitFor(() => expect(shown()).toContain("a Needle in 1007"));
    await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
    expect(await screen.findByText("1 of 5")).toBeVisible();
  });

  test("has addresses of its lines", async () => {
    const server = serve(many(2_000));
    const { router } = renderPage(viewer(false), server.answers, server.hubs);
    await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
    server.tell(2_000);
    const log = await screen.findByRole("log");
    await userEvent.click(within(log).getByRole("link", { name: text.line(12) }));
    await waitFor(() => expect(router.state.location.hash).toBe("L12"));
    fireEvent.click(within(log).getByRole("link", { name: text.line(20) }), { shiftKey: true });
    await waitFor(() => expect(router.state.location.hash).toBe("L12-L20"));
    await act(async () => router.navigate({ to: ".", hash: "L1500" } as never));
    await waitFor(() => expect(shown()).toContain("line 1500"));
  });

  test("draws few lines of many, and does not read each of them out", async () => {
    const server = serve(many(20_000));
    renderPage(viewer(), server.answers, server.hubs);
    await waitFor(() => expect(server.hubs.current?.calls.length).toBeGreaterThan(0));
    server.tell(20_000);
    await act(settled);
    expect(shown().length).toBeLessThan(WINDOW / 20 + 20);
    expect(screen.getByRole("log")).toHaveAttribute("aria-live", "off");
  });
});
