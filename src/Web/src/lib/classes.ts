import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Of two that say different things about the same, the later one counts: what a page asks for goes before what a part does by itself. */
export const classes = (...values: ClassValue[]) => twMerge(clsx(values));
