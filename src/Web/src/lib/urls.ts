/** The part of an address that people read: without the scheme, and without the slash at its end. */
export const hostOf = (url: string): string => url.replace(/^https?:\/\//, "").replace(/\/$/, "");

/** Where the commits of a repository are looked at, for the hosts that have the usual place for it. */
export const commitUrl = (gitUrl: string | null, sha: string | null): string | null =>
  sha ? pageOf(gitUrl, `commit/${sha}`) : null;

/** And where its pull requests are. */
export const pullUrl = (gitUrl: string | null, number: number): string | null => pageOf(gitUrl, `pull/${number}`);

function pageOf(gitUrl: string | null, page: string): string | null {
  const web = gitUrl && /^https:\/\/[^/]+\/[^?#]+?(?:\.git)?\/?$/.exec(gitUrl)?.[0];
  return web ? `${web.replace(/(\.git)?\/?$/, "")}/${page}` : null;
}
