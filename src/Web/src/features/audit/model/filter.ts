/** As the form has it: days, as people choose them. */
export type AuditFilter = { action: string; actor: string; subject: string; since: string; until: string };

export const NO_FILTER: AuditFilter = { action: "", actor: "", subject: "", since: "", until: "" };

/** As the API takes it: whole days where one is here, and nothing that is empty. */
export function queryOf(filter: AuditFilter): Record<string, string> {
  const { since, until, ...words } = filter;
  const query: Record<string, string> = {};
  for (const [name, word] of Object.entries(words)) if (word.trim() !== "") query[name] = word.trim();
  const from = startOf(since);
  const to = startOf(until);
  if (from) query.since = from.toISOString();
  if (to) {
    to.setDate(to.getDate() + 1);
    query.until = to.toISOString();
  }
  return query;
}

function startOf(day: string): Date | null {
  const date = new Date(`${day}T00:00:00`);
  return day === "" || Number.isNaN(date.getTime()) ? null : date;
}
