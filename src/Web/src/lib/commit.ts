import type { Build } from "./api/types";
import { text } from "./text";

type Source = Pick<Build, "id" | "commit_sha">;
type Titled = Pick<Build, "message" | "branch" | "commit_sha" | "upload_id">;

/** What a build is of, as short as people say it: the commit, or where there is none the build itself. */
export const shortCommit = ({ id, commit_sha }: Source): string => commit_sha?.slice(0, 7) ?? id.slice(-6);

/** The first line of the commit's message; what is still to be fetched has none. */
export function titleOf({ message, branch, commit_sha, upload_id }: Titled): string {
  const title = message?.split("\n", 1)[0]?.trim();
  if (title) return title;
  if (upload_id !== null) return text.uploaded;
  return commit_sha ? text.commit(commit_sha.slice(0, 7)) : text.newestOf(branch);
}
