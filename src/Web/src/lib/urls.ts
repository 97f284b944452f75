/** The part of an address that people read: without the scheme, and without the slash at its end. */
export const hostOf = (url: string): string => url.replace(/^https?:\/\//, "").replace(/\/$/, "");

/** Where the commits of a repository are looked at, for the hosts that have the usual place for it. */
export function commitUrl(gitUrl: string | null, sha: string | null): string | null {
  if (!gitUrl || !sha) return null;
  const web = /^https:\/\/[^/]+\/[^?#]+?(?:\.git)?\/?$/.exec(gitUrl)?.[0];
  return web ? `${web.replace(/(\.git)?\/?$/, "")}/commit/${sha}` : null;
}
