import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { answerOf, api, send } from "./client";
import { Problem } from "./problem";

/** A server whose login has run out, and can or cannot be renewed. */
function serverThat(mayRefresh: boolean) {
  const calls: string[] = [];
  let isIn = false;
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, window.location.origin), init);
    const { pathname } = new URL(request.url);
    calls.push(`${request.method} ${pathname}`);
    if (pathname === "/api/auth/refresh") {
      await Promise.resolve();
      isIn = mayRefresh;
      return Response.json({}, { status: mayRefresh ? 200 : 401 });
    }
    return isIn
      ? Response.json({ echoed: await request.text() })
      : Response.json({ title: "Not logged in", detail: "Log in.", trace_id: "abc" }, { status: 401 });
  });
  return calls;
}

beforeEach(() => localStorage.clear());

describe("a call whose login has run out", () => {
  test("is made once more after one refresh, however many there are at once, with what it had to say", async () => {
    const calls = serverThat(true);
    const answers = await Promise.all(
      ["a", "b", "c"].map(async (body) => (await send("/api/things", { method: "POST", body })).json()),
    );
    expect(answers).toEqual([{ echoed: "a" }, { echoed: "b" }, { echoed: "c" }]);
    expect(calls.filter((call) => call === "POST /api/auth/refresh")).toHaveLength(1);
  });

  test("is refused where the login cannot be renewed", async () => {
    const calls = serverThat(false);
    const refused = await answerOf(api.GET("/api/projects")).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 401, title: "Not logged in", message: "Log in.", traceId: "abc" });
    expect(calls).toEqual(["GET /api/projects", "POST /api/auth/refresh"]);
  });

  test("takes the refresh that another tab has just made", async () => {
    localStorage.setItem("refreshed-at", String(Date.now()));
    const calls = serverThat(true);
    await send("/api/things").catch(() => undefined);
    expect(calls).toEqual(["GET /api/things", "GET /api/things"]);
  });
});

describe("a refusal", () => {
  test("is told in the server's words, whatever it answers with", () => {
    const body = fc.oneof(
      fc.record({ title: fc.string(), detail: fc.string(), trace_id: fc.string() }),
      fc.jsonValue(),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), body, fc.option(fc.nat(100)), (status, told, wait) => {
        const headers = new Headers(wait === null ? {} : { "retry-after": String(wait) });
        const problem = Problem.of(new Response(null, { status, headers }), told);
        expect(problem.status).toBe(status);
        expect(problem.retryAfterSeconds).toBe(wait || null);
        expect(typeof problem.message).toBe("string");
        expect(problem.fieldError("name")).toBeUndefined();
        expect(problem.isPassing).toBe([429, 502, 503, 504].includes(status));
      }),
      { numRuns: 200 },
    );
  });

  test("that never came is one of its own, which may pass", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const refused = (await send("/api/projects").catch((error: unknown) => error)) as Problem;
    expect(refused).toBeInstanceOf(Problem);
    expect(refused.isPassing).toBe(true);
  });
});
