import type { Build } from "./api/types";
import { text } from "./text";

type Source = Pick<Build, "id" | "commit_sha" | "message">;

/** What a build is of, as short as people say it: the commit, or where there is none the build itself. */
export const shortCommit = ({ id, commit_sha }: Source): string => commit_sha?.slice(0, 7) ?? id.slice(-6);

/** The first line of the commit's message. */
export const titleOf = ({ message }: Source): string => message?.split("\n", 1)[0]?.trim() || text.uploaded;
