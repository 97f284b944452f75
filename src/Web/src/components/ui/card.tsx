import type { ComponentProps, ReactNode } from "react";
import { classes } from "@/lib/classes";

export function Card({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={classes("rounded-lg border border-line bg-surface", className)} />;
}

type SectionProps = {
  title: ReactNode;
  about?: ReactNode;
  /** What can be done with all of it, at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
  isDangerous?: boolean;
};

/** A part of a page with a name. */
export function Section({ title, about, actions, children, id, isDangerous }: SectionProps) {
  return (
    <section id={id} className={classes("rounded-lg border bg-surface", isDangerous ? "border-bad/40" : "border-line")}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-3.5 sm:px-5">
        <div className="min-w-0 max-w-prose">
          <h2 className="text-lg">{title}</h2>
          {about && <p className="text-soft text-sm">{about}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      <div className="p-4 sm:p-5">{children}</div>
    </section>
  );
}
