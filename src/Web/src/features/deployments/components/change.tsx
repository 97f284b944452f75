import { ArrowRight } from "lucide-react";
import { Commit } from "@/components/ui/commit";
import type { Build } from "@/lib/api/types";
import { titleOf } from "@/lib/commit";
import { text } from "../text";

type Props = {
  /** Undefined while it is not known. */
  from: Build | null | undefined;
  to: Build;
};

/** From which commit to which. */
export function Change({ from, to }: Props) {
  if (from?.id === to.id) return <p className="text-sm">{text.same}</p>;
  return (
    <fieldset className="grid items-center gap-2 rounded-md border border-line bg-sunken p-3 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
      <legend className="sr-only">{text.change}</legend>
      <Side name={text.from} build={from} />
      <ArrowRight className="size-4 rotate-90 text-soft sm:rotate-0" aria-hidden="true" />
      <Side name={text.to} build={to} />
    </fieldset>
  );
}

function Side({ name, build }: { name: string; build: Build | null | undefined }) {
  return (
    <div className="min-w-0">
      <p className="text-soft text-xs">{name}</p>
      {build ? (
        <>
          <p className="truncate font-medium text-sm">{titleOf(build)}</p>
          <Commit of={build} />
        </>
      ) : (
        <p className="text-sm">{build === null ? text.nothing : "…"}</p>
      )}
    </div>
  );
}
