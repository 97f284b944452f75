import type { Action, Answer } from "@/lib/action-queue";
import { send } from "./client";
import { Problem } from "./problem";

/** Sends what somebody has pressed. The key says that a second call with it is the first one again. */
export async function performAction({ id, method, path, body }: Action): Promise<Answer> {
  try {
    const response = await send(path, {
      method,
      headers: { "idempotency-key": id, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { kind: "done", value: response.status === 204 ? null : await response.json() };
  } catch (error) {
    const problem = Problem.from(error);
    // The first call under this key may still be under way: its answer is to be had a little later.
    if (problem.isPassing || isStillRunning(problem))
      return problem.retryAfterSeconds === null
        ? { kind: "unreachable" }
        : { kind: "unreachable", retryAfterMs: problem.retryAfterSeconds * 1000 };
    return { kind: "refused", reason: problem.message, problem };
  }
}

function isStillRunning({ status, retryAfterSeconds }: Problem): boolean {
  return status === 409 && retryAfterSeconds !== null;
}
