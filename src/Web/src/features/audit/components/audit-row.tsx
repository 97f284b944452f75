import { TimeAgo } from "@/components/ui/time-ago";
import type { AuditEntry } from "@/lib/api/types";
import { text } from "../text";

export function AuditRow({ entry }: { entry: AuditEntry }) {
  return (
    <li>
      <details className="group">
        <summary className="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm hover:bg-sunken sm:grid-cols-[12rem_minmax(0,1fr)_minmax(0,14rem)_7rem]">
          <code className="truncate font-medium font-mono">{entry.action}</code>
          <span className="min-w-0 truncate text-right sm:text-left">{entry.actor}</span>
          <code className="min-w-0 truncate font-mono text-soft">{entry.subject}</code>
          <TimeAgo at={entry.at} className="text-right text-soft" />
        </summary>
        <div className="grid gap-3 border-line border-t bg-sunken/50 px-4 py-3 text-sm">
          <p className="break-all text-soft text-xs">
            {text.from} {entry.address} · {text.request} <code className="font-mono">{entry.request_id}</code>
            {entry.detail && ` · ${entry.detail}`}
          </p>
          <div className="grid gap-3 md:grid-cols-2">
            <State title={text.before} state={entry.before} />
            <State title={text.after} state={entry.after} />
          </div>
        </div>
      </details>
    </li>
  );
}

function State({ title, state }: { title: string; state: unknown }) {
  if (state === null || state === undefined) return null;
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-soft text-xs">{title}</h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard as well
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs"
      >
        {JSON.stringify(state, null, 2)}
      </pre>
    </div>
  );
}
