import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { classes } from "@/lib/classes";
import { text } from "@/lib/text";
import { Button } from "./button";

const SHOWN_MS = 1_500;

type Props = { value: string; label?: string; className?: string; children?: React.ReactNode };

export function CopyButton({ value, label, className, children }: Props) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const Icon = isCopied ? Check : Copy;
  return (
    <Button
      look="quiet"
      size={children ? "sm" : "icon"}
      className={classes(!children && "size-7", className)}
      aria-label={children ? undefined : isCopied ? text.copied : `${text.copy} ${label ?? ""}`.trim()}
      onClick={() => copy(value).then(setCopied)}
    >
      <Icon className="size-3.5" aria-hidden="true" />
      {children && (isCopied ? text.copied : children)}
      <span role="status" className="sr-only">
        {isCopied ? text.copied : ""}
      </span>
    </Button>
  );
}

/** The clipboard is there on localhost and over TLS; elsewhere there is the old way. */
export async function copy(value: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement("textarea");
  area.value = value;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
