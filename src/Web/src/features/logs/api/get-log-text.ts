import { send } from "@/lib/api/client";

/** All of it as plain text, as it was printed. */
export async function getLogText(path: string): Promise<Blob> {
  return (await send(path, { headers: { accept: "text/plain" } })).blob();
}
