import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { classes } from "@/lib/classes";
import type { ConnectionState } from "@/lib/live";
import { useConnectionState, useLive } from "@/lib/live-context";
import { text } from "../text";

const DOTS: Record<ConnectionState, string> = {
  connecting: "animate-breathe bg-idle",
  live: "bg-live",
  polling: "animate-breathe bg-busy",
  offline: "bg-bad",
};

/** How the page hears of what changes. Pressed, it does not wait any longer before it tries again. */
export function ConnectionBadge() {
  const state = useConnectionState();
  const live = useLive();
  const isTrouble = state === "polling" || state === "offline";
  return (
    <Tooltip text={text.about[state]}>
      <Button
        look="quiet"
        size="sm"
        onClick={live.retryNow}
        aria-label={isTrouble ? `${text.state[state]}. ${text.retry}` : text.state[state]}
      >
        <span aria-hidden="true" className={classes("size-2 rounded-full transition-colors", DOTS[state])} />
        <span role="status" className={classes(isTrouble ? "max-sm:sr-only" : "sr-only")}>
          {text.state[state]}
        </span>
      </Button>
    </Tooltip>
  );
}
