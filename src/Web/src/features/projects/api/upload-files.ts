import { answerOf, api, send } from "@/lib/api/client";
import { Problem } from "@/lib/api/problem";
import type { FolderFile } from "../model/folder";
import { text } from "../text";

const AT_ONCE = 4;
const TRIES = 5;

/** Sends a folder: the list of its files, and then only the contents that the server does not have. */
export async function uploadFiles(
  id: string,
  files: readonly FolderFile[],
  say: (step: string) => void,
): Promise<string> {
  const byHash = new Map<string, File>();
  const list = [];
  for (const { path, file } of files) {
    say(text.new.steps.hashing(list.length, files.length));
    const sha256 = await hashOf(file);
    byHash.set(sha256, file);
    list.push({ path, sha256, size: file.size });
  }

  const upload = await answerOf(
    api.POST("/api/projects/{id}/uploads", { params: { path: { id } }, body: { files: list } }),
  );
  let done = 0;
  const missing = upload.missing.values();
  const sendSome = async () => {
    for (const sha256 of missing) {
      const file = byHash.get(sha256);
      if (file) await bring(`/api/uploads/${upload.id}/blobs/${sha256}`, file);
      done += 1;
      say(text.new.steps.uploading(done, upload.missing.length));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
  return upload.id;
}

/** A sweep of the store may come in between; then it is sent once more. */
async function bring(path: string, file: File): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send(path, { method: "PUT", body: file, headers: { "content-type": "application/octet-stream" } });
      return;
    } catch (error) {
      if (!Problem.from(error).isPassing || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 1000));
    }
  }
}

async function hashOf(file: File): Promise<string> {
  if (!crypto.subtle) throw new Error(text.new.notSecure);
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
