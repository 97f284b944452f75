import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classes } from "@/lib/classes";

export const Tabs = Radix.Root;

export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List {...rest} className={classes("flex gap-1 overflow-x-auto border-line border-b", className)} />;
}

export function Tab({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      {...rest}
      className={classes(
        "whitespace-nowrap border-transparent border-b-2 px-3 py-2 font-medium text-soft text-sm hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink",
        className,
      )}
    />
  );
}

export function TabPanel({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content {...rest} className={classes("pt-4", className)} />;
}
