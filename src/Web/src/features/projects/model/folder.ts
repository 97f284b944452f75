import ignore from "ignore";
import { text } from "../text";

export type FolderFile = { path: string; file: File };

/** What a browser found, before anything is left behind. */
export type FoundFolder = { name: string; files: FolderFile[] };

/** A folder that can be deployed. By its id it is told from every other one that was chosen, the same one again included. */
export type Folder = FoundFolder & { id: number };

let chosen = 0;

export function folderOf(name: string, files: FolderFile[]): Folder {
  chosen += 1;
  return { id: chosen, name, files };
}

/** The same that the command line leaves behind, whatever the folder's own rules say. */
const NEVER = new Set([
  ".git",
  ".hg",
  ".svn",
  ".bzr",
  ".jj",
  ".pijul",
  "_darcs",
  "CVS",
  "node_modules",
  ".minivercel",
  ".data",
  ".DS_Store",
]);

/** The first of these that is there decides. */
const IGNORE_FILES = [".minivercelignore", ".vercelignore", ".gitignore"];

export const MOST_FILES = 5_000;
const LARGEST_FILE = 256 * 1024 * 1024;

const isNever = (name: string) => NEVER.has(name) || name.startsWith(".env");

/** What was chosen in a file dialog: every path begins with the folder's own name. */
export function filesOfInput(list: FileList): FoundFolder {
  const files = Array.from(list, (file) => {
    const [, ...rest] = file.webkitRelativePath.split("/");
    return { path: rest.join("/"), file };
  });
  return { name: list[0]?.webkitRelativePath.split("/")[0] ?? "", files };
}

/** What was dragged here: a folder, walked without entering what is never deployed. */
export async function filesOfDrop(transfer: DataTransfer): Promise<FoundFolder | null> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [only] = entries;
  if (entries.length !== 1 || !only?.isDirectory) return null;
  const files: FolderFile[] = [];
  await walk(only as FileSystemDirectoryEntry, "", files);
  return { name: only.name, files };
}

async function walk(folder: FileSystemDirectoryEntry, prefix: string, files: FolderFile[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A reader gives a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const entry of some) {
      if (isNever(entry.name)) continue;
      const path = prefix + entry.name;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${path}/`, files);
      else {
        const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        files.push({ path, file });
      }
      if (files.length > MOST_FILES) throw new Error(text.new.tooMany(MOST_FILES));
    }
  }
}

/** The files that are deployed: what somebody wrote, not what tools have put beside it. */
export async function deployable(files: readonly FolderFile[]): Promise<FolderFile[]> {
  const rules = IGNORE_FILES.map((name) => files.find((one) => one.path === name)).find((one) => one !== undefined);
  const ignored = ignore().add(rules ? await rules.file.text() : "");
  const kept = files.filter(({ path }) => path !== "" && !path.split("/").some(isNever) && !ignored.ignores(path));
  if (kept.length === 0) throw new Error(text.new.noFiles);
  if (kept.length > MOST_FILES) throw new Error(text.new.tooMany(MOST_FILES));
  const huge = kept.find(({ file }) => file.size > LARGEST_FILE);
  if (huge) throw new Error(text.new.tooLarge(huge.path));
  return kept.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A name that the server takes, made of what a folder or a repository is called. */
export function projectNameFrom(called: string): string {
  return called
    .toLowerCase()
    .replace(/\.git$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}

/** What a repository is called, by the last part of its address. */
export const repositoryName = (url: string): string => url.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
