import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { classes } from "@/lib/classes";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  plain: "border border-line bg-surface text-ink hover:border-line-strong",
  quiet: "text-soft hover:bg-sunken hover:text-ink",
  danger: "border border-bad/40 bg-surface text-bad hover:bg-bad-tint",
} as const;

const SIZES = { md: "h-9 px-3.5", sm: "h-7.5 px-2.5 text-sm", icon: "size-9 shrink-0" } as const;

type Props = ComponentProps<"button"> & {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
  isBusy?: boolean;
  /** Why it cannot be used. It can still be reached and says so, instead of being gone. */
  whyNot?: string | undefined;
  asChild?: boolean;
};

export function Button({ look = "plain", size = "md", isBusy, whyNot, asChild, className, children, ...rest }: Props) {
  const style = classes(
    "relative inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors",
    LOOKS[look],
    SIZES[size],
    (whyNot || rest.disabled) && "cursor-not-allowed opacity-55",
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={style} {...rest}>
        {children}
      </Slot.Root>
    );
  }

  const button = (
    <button
      type="button"
      {...rest}
      className={style}
      aria-busy={isBusy || undefined}
      aria-disabled={whyNot || isBusy ? true : undefined}
      onClick={(event) => (whyNot || isBusy ? event.preventDefault() : rest.onClick?.(event))}
    >
      {isBusy ? (
        <>
          {/* The words keep their place, so that the button keeps its width. */}
          <span className="invisible contents">{children}</span>
          <Spinner className="absolute" />
        </>
      ) : (
        children
      )}
    </button>
  );
  return whyNot ? <Tooltip text={whyNot}>{button}</Tooltip> : button;
}
