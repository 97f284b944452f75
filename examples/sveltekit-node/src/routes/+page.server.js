/** Runs on the server for every request. */
export function load({ url }) {
  return { host: url.host, at: new Date().toISOString() };
}
