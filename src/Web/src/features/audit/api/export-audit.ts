import { send } from "@/lib/api/client";
import { type AuditFilter, queryOf } from "../model/filter";

/** All of it as a file, as the server streams it. */
export async function exportAudit({ team, filter }: { team: string; filter: AuditFilter }): Promise<Blob> {
  const query = new URLSearchParams({ ...queryOf(filter), team_id: team });
  return (await send(`/api/audit?${query}`, { headers: { accept: "application/x-ndjson" } })).blob();
}
