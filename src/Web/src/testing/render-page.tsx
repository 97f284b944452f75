import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { ToastProvider } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { LiveProvider } from "@/lib/live-context";
import { FakeHubs } from "./fake-hub";

/** What a test's server answers to a call; nothing for 404. */
export type Answers = (method: string, path: string, query: URLSearchParams, body: unknown) => unknown;

export const owner = {
  id: "usr_1",
  name: "Ada",
  role: "owner",
  team_id: "team_1",
  is_operator: false,
  teams: [{ id: "team_1", role: "owner" }],
};

/** Lets calls of the API be answered by a test. What it throws is a server that does not answer. */
export function serveAnswers(answers: Answers): string[] {
  const calls: string[] = [];
  vi.stubGlobal("fetch", async (input: Request | string | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, window.location.origin), init);
    const url = new URL(request.url);
    const text = await request.text();
    calls.push(`${request.method} ${url.pathname}`);
    const path = url.pathname.replace(/^\/api/, "");
    const body = text === "" ? undefined : (JSON.parse(text) as unknown);
    const answer = answers(request.method, path, url.searchParams, body) ?? (path === "/auth/me" ? owner : undefined);
    if (answer instanceof Response) return answer;
    return Response.json(answer ?? { title: "Not found", detail: "There is no such thing." }, {
      status: answer === undefined ? 404 : 200,
    });
  });
  return calls;
}

/** Puts a part of a page where it would stand in the dashboard, before a server that the test makes. */
export function renderPage(page: ReactNode, answers: Answers, hubs = new FakeHubs()) {
  const calls = serveAnswers(answers);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 10_000 } } });
  const root = createRootRoute({ component: () => <>{page}</> });
  const any = createRoute({ getParentRoute: () => root, path: "$" });
  const router = createRouter({
    routeTree: root.addChildren([any]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  const rendered = render(
    <QueryClientProvider client={queries}>
      <TooltipProvider>
        <ToastProvider>
          <LiveProvider openHub={hubs.open}>
            <RouterProvider router={router as never} />
          </LiveProvider>
        </ToastProvider>
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return { ...rendered, calls, hubs, queries, router };
}
