import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Action, ActionQueue, type Answer } from "./action-queue";

const action = (id: number): Action => ({ id: `key-${id}`, label: `Action ${id}`, method: "POST", path: `/api/${id}` });

/** A server that keeps idempotency keys, behind a network that loses calls, and answers. */
class Server {
  effects: string[] = [];
  network: "up" | "down" | "loses answers" = "up";
  refuses = new Set<string>();
  private readonly answers = new Map<string, Answer>();

  send = async ({ id }: Action): Promise<Answer> => {
    if (this.network === "down") return { kind: "unreachable" };
    if (this.refuses.has(id)) return { kind: "refused", reason: `No ${id}.` };
    if (!this.answers.has(id)) {
      this.effects.push(id);
      this.answers.set(id, { kind: "done", value: id });
    }
    return this.network === "loses answers" ? { kind: "unreachable" } : (this.answers.get(id) as Answer);
  };
}

type Step =
  | { kind: "press"; isRefused: boolean }
  | { kind: "network"; to: Server["network"] }
  | { kind: "wait"; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("press" as const), isRefused: fc.boolean() }) },
  fc.record({
    kind: fc.constant("network" as const),
    to: fc.constantFrom("up" as const, "down" as const, "loses answers" as const),
  }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("actions that are pressed while the server is away", () => {
  test("Property 26: happen once, in their order, or are refused with a reason", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const server = new Server();
        const queue = new ActionQueue(server.send);
        const pressed: string[] = [];
        const ended = new Map<string, string>();
        for (const what of steps) {
          if (what.kind === "network") server.network = what.to;
          else if (what.kind === "wait") await vi.advanceTimersByTimeAsync(what.ms);
          else {
            const next = action(pressed.length);
            pressed.push(next.id);
            if (what.isRefused) server.refuses.add(next.id);
            const performed = await queue.perform(next);
            if (performed.kind === "queued") void performed.outcome.then((o) => ended.set(next.id, o.kind));
            else ended.set(next.id, performed.kind);
          }
        }
        server.network = "up";
        await queue.replay();
        await vi.advanceTimersByTimeAsync(60_000);

        expect(new Set(server.effects).size).toBe(server.effects.length);
        expect(server.effects).toEqual([...server.effects].sort((a, b) => pressed.indexOf(a) - pressed.indexOf(b)));
        expect([...ended.keys()].sort()).toEqual([...pressed].sort());
        for (const id of pressed) if (ended.get(id) === "done") expect(server.effects).toContain(id);
        for (const left of queue.waiting) {
          expect(left.state).toBe("refused");
          expect(left.reason).toBeTruthy();
        }
      }),
      { numRuns: 200 },
    );
  });

  test("are refused where too many wait already", async () => {
    const server = new Server();
    server.network = "down";
    const queue = new ActionQueue(server.send);
    for (let i = 0; i < 20; i++) expect(await queue.perform(action(i))).toMatchObject({ kind: "queued" });
    expect(await queue.perform(action(20))).toEqual({
      kind: "refused",
      reason: "Too much waits already. Try again when the server can be reached.",
    });
    expect(queue.waiting).toHaveLength(20);
  });

  test("are not done any more after a quarter of an hour, and it is said whether they may have been", async () => {
    const server = new Server();
    server.network = "down";
    const queue = new ActionQueue(server.send);
    const first = await queue.perform(action(1));
    const second = await queue.perform(action(2));
    await vi.advanceTimersByTimeAsync(16 * 60_000);
    server.network = "up";
    await queue.replay();
    expect(server.effects).toEqual([]);
    expect(first.kind === "queued" && (await first.outcome)).toMatchObject({
      reason: expect.stringContaining("nobody knows"),
    });
    expect(second.kind === "queued" && (await second.outcome)).toMatchObject({
      reason: expect.stringContaining("not sent"),
    });
  });

  test("can be taken back", async () => {
    const server = new Server();
    server.network = "down";
    const queue = new ActionQueue(server.send);
    const performed = await queue.perform(action(1));
    queue.dismiss("key-1");
    server.network = "up";
    await queue.replay();
    expect(performed.kind === "queued" && (await performed.outcome).kind).toBe("refused");
    expect(server.effects).toEqual([]);
    expect(queue.waiting).toEqual([]);
  });
});
