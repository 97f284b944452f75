import { Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { text } from "../text";

/** Where there is no project yet: the two ways to the first one. */
export function FirstProject() {
  return (
    <div className="mx-auto grid max-w-xl justify-items-center gap-4 py-12 text-center sm:py-20">
      <span className="grid size-14 place-items-center rounded-full bg-accent-tint text-accent">
        <Rocket className="size-7" aria-hidden="true" />
      </span>
      <h1 className="text-2xl">{text.first.title}</h1>
      <p className="text-soft">{text.first.about}</p>
      <Button asChild look="primary">
        <Link to="/new">{text.first.start}</Link>
      </Button>
      <div className="mt-6 grid w-full gap-2">
        <p className="text-soft text-sm">{text.first.terminal}</p>
        <div className="flex items-center justify-between gap-2 rounded-md border border-line bg-surface py-1.5 pr-1.5 pl-4 font-mono text-sm">
          <code className="truncate">{text.first.command}</code>
          <CopyButton value={text.first.command} />
        </div>
      </div>
    </div>
  );
}
