import createClient from "openapi-fetch";
import { refreshLogin } from "./login";
import { Problem } from "./problem";
import type { paths } from "./schema";

const TIMEOUT_MS = 30_000;

/** The API as its own description types it. Calls go to the host that the page came from, with its cookies. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: call });

/** A call that can be sent twice: once more when its login had run out and could be renewed. */
async function call(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await answer(request);
  if (response.status !== 401 || new URL(request.url).pathname.startsWith("/api/auth/login")) return response;
  return (await refreshLogin().catch(() => false)) ? answer(again) : response;
}

async function answer(request: Request): Promise<Response> {
  const signals = [request.signal, AbortSignal.timeout(TIMEOUT_MS)];
  try {
    return await fetch(request, { signal: AbortSignal.any(signals) });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw Problem.noAnswer();
  }
}

/** For what the description does not type: bytes, text, streams. Throws where the server refuses. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await call(new Request(new URL(path, window.location.origin), init));
  if (!response.ok) throw Problem.of(response, await response.json().catch(() => null));
  return response;
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** What a call has answered, or the refusal as an error. */
export async function answerOf<T>(called: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await called;
  if (!response.ok) throw Problem.of(response, error);
  return data as T;
}
