import { CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import type { Build } from "@/lib/api/types";
import { STEPS } from "../model/steps";
import { text } from "../text";

type Props = {
  build: Build;
  /** The lines that say why. */
  excerpt: ReactNode;
  onShow: (() => void) | undefined;
};

/** Why a build has no site: in a sentence, and in the words of the program that gave up. */
export function BuildFailure({ build, excerpt, onShow }: Props) {
  if (build.status !== "failed" && build.status !== "canceled") return null;
  const isBad = build.status === "failed";
  const step = STEPS.find((known) => known === build.step);
  const reason = build.reason === null ? null : (text.reasons[build.reason] ?? build.reason);
  return (
    <section
      className={isBad ? "rounded-lg border border-bad/40 bg-surface" : "rounded-lg border border-line bg-surface"}
    >
      <div className="flex flex-wrap items-start justify-between gap-3 px-4 py-3.5 sm:px-5">
        <div role={isBad ? "alert" : undefined} className="min-w-0">
          <h2 className={isBad ? "flex items-center gap-2 text-bad text-base" : "text-base"}>
            {isBad && <CircleX className="size-4.5 shrink-0" aria-hidden="true" />}
            {isBad ? (step ? text.failedIn(text.steps[step]) : text.failed) : text.canceled}
          </h2>
          {reason && <p className="mt-0.5 text-soft">{reason}</p>}
        </div>
        {isBad && onShow && (
          <Button size="sm" onClick={onShow}>
            {text.showInLog}
          </Button>
        )}
      </div>
      {isBad && excerpt && (
        <figure className="overflow-hidden rounded-b-lg border-line border-t">
          <figcaption className="sr-only">{text.excerpt}</figcaption>
          {excerpt}
        </figure>
      )}
    </section>
  );
}
