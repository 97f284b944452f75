import type { Project } from "@/lib/api/types";

type Searched = Pick<Project, "name" | "git_url" | "domain">;

/** Every word has to be somewhere in the name, the repository or the domain, whatever its case. Names that begin with it come first. */
export function searchProjects<Item extends Searched>(projects: readonly Item[], wanted: string): Item[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (first === undefined) return [...projects];
  const found = projects.filter(({ name, git_url, domain }) => {
    const text = `${name}\n${git_url ?? ""}\n${domain ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (project: Item) => (project.name.startsWith(first) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
