import { ArrowDown, ArrowUp, Check, Copy, Download, WrapText, X } from "lucide-react";
import { type KeyboardEvent, type Ref, useState } from "react";
import { Button } from "@/components/ui/button";
import { copy } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { classes } from "@/lib/classes";
import { text } from "../text";
import type { Range } from "./use-line-hash";
import type { Found } from "./use-search";

type Props = {
  searchRef: Ref<HTMLInputElement>;
  count: number;
  typed: string;
  onType: (typed: string) => void;
  found: Found;
  /** Which of the matches is shown, from 0. */
  place: number;
  onStep: (by: 1 | -1) => void;
  onGoTo: (seq: number) => void;
  onLeaveSearch: () => void;
  isWrapped: boolean;
  onWrap: (isWrapped: boolean) => void;
  chosen: Range | null;
  onChooseNothing: () => void;
  whyNotCopy: string | undefined;
  /** The text to copy. */
  onCopy: () => Promise<string>;
  onDownload: () => Promise<void>;
};

/** What can be done with a log, above it. */
export function LogToolbar(props: Props) {
  const { searchRef, count, typed, onType, found, place, onStep, onGoTo, onLeaveSearch, isWrapped, onWrap, chosen } =
    props;
  const line = /^:(\d+)$/.exec(typed)?.[1];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      onType("");
      onLeaveSearch();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (line !== undefined) onGoTo(Number(line));
      else onStep(event.shiftKey ? -1 : 1);
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-b px-3 py-2">
      <Input
        ref={searchRef}
        type="search"
        aria-label={text.search}
        placeholder={text.searchHint}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
        className="h-7.5 w-full text-sm sm:w-60"
      />
      {typed !== "" && line === undefined && (
        <div className="flex items-center">
          <span role="status" className="min-w-20 px-1 text-soft text-xs tabular-nums">
            {wordsOf(found, place)}
          </span>
          <IconButton label={text.previous} icon={ArrowUp} onClick={() => onStep(-1)} />
          <IconButton label={text.next} icon={ArrowDown} onClick={() => onStep(1)} />
        </div>
      )}
      <div className="ml-auto flex items-center gap-0.5">
        <span className="mr-2 whitespace-nowrap text-soft text-xs tabular-nums">{text.lines(count)}</span>
        {chosen && <IconButton label={text.clear} icon={X} onClick={props.onChooseNothing} />}
        <IconButton label={text.wrap} icon={WrapText} isPressed={isWrapped} onClick={() => onWrap(!isWrapped)} />
        <CopyLog label={chosen ? text.copyRange : text.copy} whyNot={props.whyNotCopy} onCopy={props.onCopy} />
        <DownloadLog onDownload={props.onDownload} />
      </div>
    </div>
  );
}

function wordsOf({ query, matches, isFull, isDone }: Found, place: number): string {
  if (matches.length > 0) return text.found(place + 1, matches.length, isFull || !isDone);
  return query !== "" && isDone ? text.foundNothing : text.searching;
}

function CopyLog({
  label,
  whyNot,
  onCopy,
}: {
  label: string;
  whyNot: string | undefined;
  onCopy: () => Promise<string>;
}) {
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");
  const toast = useToast();
  const run = async () => {
    setState("busy");
    try {
      const isCopied = await copy(await onCopy());
      setState(isCopied ? "done" : "idle");
      if (isCopied) toast.say(text.copied);
    } catch (error) {
      setState("idle");
      toast.fail(error);
    }
  };
  return (
    <IconButton
      label={label}
      icon={state === "done" ? Check : Copy}
      isBusy={state === "busy"}
      whyNot={whyNot}
      onClick={() => void run()}
    />
  );
}

function DownloadLog({ onDownload }: { onDownload: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const toast = useToast();
  const run = () => {
    setBusy(true);
    onDownload()
      .catch(toast.fail)
      .finally(() => setBusy(false));
  };
  return <IconButton label={text.download} icon={Download} isBusy={isBusy} onClick={run} />;
}

type IconButtonProps = {
  label: string;
  icon: typeof Copy;
  isPressed?: boolean;
  isBusy?: boolean;
  whyNot?: string | undefined;
  onClick: () => void;
};

function IconButton({ label, icon: Icon, isPressed, isBusy, whyNot, onClick }: IconButtonProps) {
  const button = (
    <Button
      look="quiet"
      size="icon"
      className={classes("size-7.5", isPressed && "bg-accent-tint text-accent")}
      aria-label={label}
      aria-pressed={isPressed}
      isBusy={isBusy ?? false}
      whyNot={whyNot}
      onClick={onClick}
    >
      <Icon className="size-4" aria-hidden="true" />
    </Button>
  );
  return whyNot ? button : <Tooltip text={label}>{button}</Tooltip>;
}
