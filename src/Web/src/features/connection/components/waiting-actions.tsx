import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { classes } from "@/lib/classes";
import { useWaitingActions } from "@/lib/live-context";
import { text } from "../text";

/** What was pressed while the server could not be reached: that it waits, or why it was not done. */
export function WaitingActions() {
  const { waiting, dismiss } = useWaitingActions();
  if (waiting.length === 0) return null;
  return (
    <section
      aria-label={text.title(waiting.length)}
      className="fixed bottom-4 left-4 z-30 w-[calc(100vw-2rem)] max-w-sm rounded-md border border-line bg-surface shadow-raised"
    >
      <h2 className="border-line border-b px-3.5 py-2 text-sm">{text.title(waiting.length)}</h2>
      <ul role="status" className="max-h-60 overflow-y-auto">
        {waiting.map(({ id, label, state, reason }) => (
          <li key={id} className="flex items-start justify-between gap-3 py-2 pr-2 pl-3.5">
            <div className="min-w-0">
              <p className="truncate text-sm">{label}</p>
              <p className={classes("text-xs", state === "refused" ? "text-bad" : "text-soft")}>
                {text[state]}
                {reason && `: ${reason}`}
              </p>
            </div>
            {state !== "sending" && (
              <Button
                look="quiet"
                size="icon"
                className="size-7"
                aria-label={text.dismiss(label)}
                onClick={() => dismiss(id)}
              >
                <X className="size-3.5" aria-hidden="true" />
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
