import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { isTyping } from "@/lib/shortcuts";
import { Shortcuts } from "./shortcuts";
import { text } from "./text";

const Palette = lazy(() => import("./palette"));

export type PageLink = { readonly to: "/" | "/team" | "/audit" | "/cluster"; readonly label: string };

const GOES = { p: "/", n: "/new", t: "/team" } as const;
const SECOND_KEY_WITHIN_MS = 1_000;
const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** The keyboard's ways, and the button for those who have none. */
export function Commands({ links }: { links: readonly PageLink[] }) {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const navigate = useNavigate();
  const wentAt = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey) {
        event.preventDefault();
        setOpen("palette");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const goes = GOES[event.key as keyof typeof GOES];
      if (goes && event.timeStamp - wentAt.current < SECOND_KEY_WITHIN_MS) void navigate({ to: goes });
      wentAt.current = event.key === "g" ? event.timeStamp : 0;
      if (event.key === "?") setOpen("shortcuts");
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate]);

  return (
    <>
      <Button
        look="quiet"
        size="icon"
        aria-label={text.commands.open}
        onClick={() => setOpen("palette")}
        className="md:hidden"
      >
        <Search className="size-4.5" aria-hidden="true" />
      </Button>
      <Button
        className="hidden h-8 w-52 justify-between px-3 font-normal text-soft text-sm md:inline-flex"
        onClick={() => setOpen("palette")}
      >
        {text.commands.hint}
        <kbd className="font-sans text-xs">{IS_MAC ? "⌘K" : "Ctrl K"}</kbd>
      </Button>
      {open === "palette" && (
        <Suspense>
          <Palette links={links} onClose={() => setOpen(null)} onShortcuts={() => setOpen("shortcuts")} />
        </Suspense>
      )}
      <Shortcuts open={open === "shortcuts"} onOpenChange={(shown) => setOpen(shown ? "shortcuts" : null)} />
    </>
  );
}
