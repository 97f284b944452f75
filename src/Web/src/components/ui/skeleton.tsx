import { classes } from "@/lib/classes";
import { text } from "@/lib/text";

/** Holds the place of what is on its way, in its size, so that nothing moves when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classes("animate-breathe rounded-md bg-sunken", className)} />;
}

/** Several of them, announced once. */
export function SkeletonList({ count, className }: { count: number; className?: string }) {
  return (
    <div role="status" aria-label={text.loading} className="grid gap-3">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never change places
        <Skeleton key={index} className={className ?? "h-16"} />
      ))}
    </div>
  );
}
