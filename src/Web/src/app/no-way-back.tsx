import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { text } from "./text";

/** For the administrator who has come in by the server's link, and has nothing to come in by the next time. */
export function NoWayBack() {
  return (
    <aside className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-busy/40 bg-busy-tint px-4 py-2.5 text-busy text-sm">
      <KeyRound className="size-4 shrink-0" aria-hidden="true" />
      <p className="min-w-48 flex-1">{text.noWayBack.about}</p>
      <Link to="/account" className="font-medium underline">
        {text.noWayBack.action}
      </Link>
    </aside>
  );
}
