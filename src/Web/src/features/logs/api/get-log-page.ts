import { send } from "@/lib/api/client";
import type { LogPage } from "@/lib/log-line";

/** Up to a thousand lines behind the given one. */
export async function getLogPage(path: string, after: number, signal?: AbortSignal): Promise<LogPage> {
  const response = await send(`${path}?after=${after}`, {
    headers: { accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as LogPage;
}
