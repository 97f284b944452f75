import type { FolderFile } from "./folder";

type SketchedFile = { path: string; beginning?: string };

/** What says how a folder is built, by the names of such files. */
const TELLING = /(\.(json|jsonc|ya?ml|lock|toml|[cm]?[jt]s)|\/\.[\w-]+|^\.[\w-]+)$/;
const MOST_BEGINNINGS = 40;
const LONGEST_BEGINNING = 64 * 1024;

/** A folder in short: the names of all its files, and how those begin that lie at its root or above that and may say something of the whole. */
export function sketchOf(files: readonly FolderFile[], root: string): Promise<SketchedFile[]> {
  const told = new Set(
    files
      .filter(({ path }) => TELLING.test(path) && isAtOrAbove(folderOf(path), root))
      .sort((a, b) => Number(b.path.endsWith(".json")) - Number(a.path.endsWith(".json")))
      .slice(0, MOST_BEGINNINGS),
  );
  return Promise.all(
    files.map(async (one) =>
      told.has(one)
        ? { path: one.path, beginning: await one.file.slice(0, LONGEST_BEGINNING).text() }
        : { path: one.path },
    ),
  );
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const isAtOrAbove = (folder: string, root: string): boolean =>
  folder === "" || folder === root || root.startsWith(`${folder}/`);
