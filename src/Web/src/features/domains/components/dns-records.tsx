import { Check, CircleDashed } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import type { Domain } from "@/lib/api/types";
import { text } from "../text";

/** The records exactly as they are to be set, each part to be copied, and whether it was seen. */
export function DnsRecords({ records }: { records: Domain["records"] }) {
  return (
    <ul className="grid gap-2">
      {records.map((record) => (
        <li
          key={`${record.type} ${record.value}`}
          className="grid gap-x-4 gap-y-1 rounded-md bg-sunken px-3 py-2 text-sm sm:grid-cols-[3.5rem_minmax(0,1fr)_minmax(0,1fr)_auto] sm:items-center"
        >
          <strong className="font-mono font-semibold">{record.type}</strong>
          <Part label={text.host} value={record.name} />
          <Part label={text.value} value={record.value} />
          <span
            className={record.is_found ? "flex items-center gap-1.5 text-live" : "flex items-center gap-1.5 text-busy"}
          >
            {record.is_found ? (
              <Check className="size-3.5" aria-hidden="true" />
            ) : (
              <CircleDashed className="size-3.5" aria-hidden="true" />
            )}
            {record.is_found ? text.found : text.missing}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Part({ label, value }: { label: string; value: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="sr-only">{label}</span>
      <code className="min-w-0 break-all font-mono">{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
