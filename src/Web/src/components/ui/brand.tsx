import { classes } from "@/lib/classes";

export function Brand({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={classes("shrink-0", className)}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M8 23V10l8 9 8-9v13"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="3.2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
