import { ArrowDownToLine } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { classes } from "@/lib/classes";
import { getLogText } from "../api/get-log-text";
import type { LogSource } from "../api/log-source";
import { useLog } from "../api/use-log";
import { plainText } from "../model/ansi";
import type { LogFeed } from "../model/log-feed";
import { Page } from "../model/page";
import { text } from "../text";
import { LogAnnouncer } from "./log-announcer";
import { LogLines, type LogLinesHandle } from "./log-lines";
import { LogToolbar } from "./log-toolbar";
import { hashOf, type Range, useLineHash } from "./use-line-hash";
import { useSearch } from "./use-search";
import "./ansi.css";

const MOST_COPIED_LINES = 20_000;

type Props = {
  source: LogSource;
  label: string;
  /** Whether more may come. */
  isLive: boolean;
  /** Whether there are lines for certain: until they are here, they are on their way. */
  hasPrinted?: boolean;
  /** What it is called when it is downloaded. */
  fileName: string;
  className?: string;
};

/** A log of any length: followed while it grows, searched, linked to by its lines. */
export function LogViewer({ source, label, isLive, hasPrinted, fileName, className }: Props) {
  const { feed, version } = useLog(source);
  const { log } = feed;
  const lines = useRef<LogLinesHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useLineHash();
  const [isFollowing, setFollowing] = useState(isLive && chosen === null);
  const [heldAt, setHeldAt] = useState(0);
  const [isWrapped, setWrapped] = useState(false);
  const [typed, setTyped] = useState("");
  const found = useSearch(feed, version, /^:\d*$/.test(typed) ? "" : typed);
  const [place, setPlace] = useState(0);

  // Who reads is left in peace: what comes meanwhile is counted, and shown when they come to the end.
  const isHeld = isLive && !isFollowing;
  const count = isHeld ? Math.min(log.count, heldAt) : log.count;
  const follow = useCallback(
    (isOn: boolean) => {
      setHeldAt(log.count);
      setFollowing(isOn);
    },
    [log],
  );

  const goal = useRef<number | null>(null);
  const goTo = useCallback(
    (seq: number) => {
      goal.current = seq;
      follow(false);
    },
    [follow],
  );
  // A line that the page's address points at is shown, unless it was chosen here, where it can be seen already.
  const ownChoice = useRef<string | null>(null);
  useEffect(() => {
    if (!chosen || hashOf(chosen) === ownChoice.current) return;
    goTo(chosen.from);
    frame.current?.scrollIntoView({ block: "nearest" });
  }, [chosen, goTo]);

  // Every time: the line that is wanted may have come by now.
  useEffect(() => {
    if (goal.current === null || goal.current > log.last) return;
    if (isHeld && goal.current > log.first + heldAt - 1) {
      setHeldAt(log.count);
      return;
    }
    lines.current?.showLine(Math.max(goal.current, log.first));
    goal.current = null;
  });

  const match = found.matches[place] ?? null;
  const step = (by: 1 | -1) => {
    const { matches } = found;
    if (matches.length === 0) return;
    const next = (place + by + matches.length) % matches.length;
    setPlace(next);
    goTo(matches[next] as number);
  };
  // The first match to be shown is the next one from where one is.
  const { query } = found;
  const isFound = found.matches.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each search, when it finds something
  useEffect(() => {
    if (!isFound) return;
    const from = lines.current?.lineInView() ?? 0;
    const next = Math.max(
      0,
      found.matches.findIndex((seq) => seq >= from),
    );
    setPlace(next);
    goTo(found.matches[next] as number);
  }, [query, isFound]);

  const chosenRef = useRef(chosen);
  chosenRef.current = chosen;
  const onChoose = useCallback(
    (seq: number, isRange: boolean) => {
      const from = (isRange && chosenRef.current?.from) || seq;
      const range = { from: Math.min(from, seq), to: Math.max(from, seq) };
      ownChoice.current = hashOf(range);
      choose(range);
    },
    [choose],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const isFind = (event.ctrlKey || event.metaKey) && event.key === "f";
    const isTyping = event.target instanceof HTMLInputElement;
    if (!isFind && (isTyping || event.key !== "/")) return;
    event.preventDefault();
    search.current?.focus();
    search.current?.select();
  };

  const waiting = log.count - count;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are shortcuts of what is inside
    <div
      ref={frame}
      onKeyDown={onKeyDown}
      className={classes("relative flex min-h-0 flex-col rounded-lg border border-line bg-surface", className)}
    >
      <LogToolbar
        searchRef={search}
        count={log.count}
        typed={typed}
        onType={setTyped}
        found={found}
        place={place}
        onStep={step}
        onGoTo={(seq) => goTo(Math.min(Math.max(seq, log.first), log.last))}
        onLeaveSearch={() => lines.current?.focus()}
        isWrapped={isWrapped}
        onWrap={setWrapped}
        chosen={chosen}
        onChooseNothing={() => choose(null)}
        whyNotCopy={lengthOf(chosen ?? { from: 1, to: log.count }) > MOST_COPIED_LINES ? text.copyTooLong : undefined}
        onCopy={() => copyOf(source, feed, chosen)}
        onDownload={() => download(source, fileName)}
      />
      <div className="relative min-h-0 flex-1">
        {log.count === 0 ? (
          <p className="h-full rounded-b-lg bg-sunken p-4 text-soft text-sm">
            {hasPrinted ? text.reading : isLive ? text.empty : text.emptyForGood}
          </p>
        ) : (
          <LogLines
            ref={lines}
            feed={feed}
            count={count}
            label={label}
            isWrapped={isWrapped}
            isFollowing={isFollowing}
            onFollow={follow}
            query={found.query}
            chosen={chosen}
            current={match}
            onChoose={onChoose}
          />
        )}
        {isHeld && log.count > 0 && (
          <div className="absolute right-5 bottom-4">
            <Button look="primary" size="sm" className="shadow-raised" onClick={() => follow(true)}>
              <ArrowDownToLine className="size-3.5" aria-hidden="true" />
              {waiting > 0 ? text.newLines(waiting) : text.follow}
              <span className="sr-only">{text.resume}</span>
            </Button>
          </div>
        )}
      </div>
      <LogAnnouncer count={log.count} isLive={isLive} />
    </div>
  );
}

const lengthOf = ({ from, to }: Range): number => to - from + 1;

/** All of it, or the lines that are chosen. */
async function copyOf(source: LogSource, feed: LogFeed, chosen: Range | null): Promise<string> {
  if (!chosen) return (await (await getLogText(source.path)).text()).split("\n").map(plainText).join("\n");
  const lines: string[] = [];
  for (let first = Page.firstOf(chosen.from); first <= Math.min(chosen.to, feed.last); first = Page.lastOf(first) + 1)
    for (const { seq, text } of await feed.linesOf(first))
      if (seq >= chosen.from && seq <= Math.min(chosen.to, Page.lastOf(first))) lines.push(plainText(text));
  return lines.join("\n");
}

async function download(source: LogSource, fileName: string): Promise<void> {
  const address = URL.createObjectURL(await getLogText(source.path));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
