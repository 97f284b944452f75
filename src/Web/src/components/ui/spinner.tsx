import { classes } from "@/lib/classes";

export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classes("size-4 animate-turn rounded-full border-2 border-current border-r-transparent", className)}
    />
  );
}
