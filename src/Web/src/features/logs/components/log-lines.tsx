import {
  type CSSProperties,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { LogFeed } from "../model/log-feed";
import { LINE_HEIGHT, placeOf, rowsAt, scrollTopOf } from "../model/viewport";
import { LogLine } from "./log-line";
import type { Range } from "./use-line-hash";

/** Where nothing bounds its height, it is not as high as its log. */
const HIGHEST_WINDOW = 4_000;

export type LogLinesHandle = { showLine: (seq: number) => void; focus: () => void; lineInView: () => number };

type Props = {
  ref: Ref<LogLinesHandle>;
  feed: LogFeed;
  /** How many of the log's lines are shown, from its first. */
  count: number;
  label: string;
  isWrapped: boolean;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  query: string;
  chosen: Range | null;
  current: number | null;
  onChoose: (seq: number, isRange: boolean) => void;
};

/** The lines that can be seen, of however many there are. */
export function LogLines({
  ref,
  feed,
  count,
  label,
  isWrapped,
  isFollowing,
  onFollow,
  query,
  chosen,
  current,
  onChoose,
}: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [size, setSize] = useState(0);
  const [top, setTop] = useState(0);
  const { log } = feed;

  const view = { count, size };
  const place = placeOf(view, top, isFollowing);
  const rows = rowsAt(view, place);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setSize(Math.min(element.clientHeight, HIGHEST_WINDOW));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Every time: where lines wrap, only what is drawn tells how high it is.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !block.current) return;
    if (isFollowing) {
      element.scrollTop = element.scrollHeight;
      lastTop.current = element.scrollTop;
    }
    const above = isWrapped
      ? heightAbove(block.current, place.line - rows.from)
      : (place.line - rows.from) * LINE_HEIGHT;
    block.current.style.transform = `translateY(${element.scrollTop + place.y - above}px)`;
  });

  useEffect(() => {
    for (let row = rows.from; row < rows.to; row += 500) feed.want(log.first + row);
    if (rows.to > rows.from) feed.want(log.first + rows.to - 1);
  });

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const now = element.scrollTop;
    const isAtEnd = now >= element.scrollHeight - element.clientHeight - 2;
    const wentUp = now < lastTop.current - 1;
    lastTop.current = now;
    setTop(now);
    if (isFollowing && wentUp && !isAtEnd) onFollow(false);
    else if (!isFollowing && isAtEnd && !wentUp) onFollow(true);
  };

  const showLine = useCallback(
    (seq: number) => {
      const element = scroller.current;
      if (!element) return;
      const shown = { count, size: element.clientHeight };
      element.scrollTop = scrollTopOf(shown, seq - log.first, isWrapped);
      lastTop.current = element.scrollTop;
      setTop(element.scrollTop);
    },
    [count, isWrapped, log],
  );
  useImperativeHandle(
    ref,
    () => ({
      showLine,
      focus: () => scroller.current?.focus(),
      lineInView: () => log.first + Math.floor(place.line),
    }),
    [showLine, log, place.line],
  );

  const lines = [];
  for (let row = rows.from; row < rows.to; row++) {
    const seq = log.first + row;
    const line = log.line(seq);
    lines.push(
      <LogLine
        key={seq}
        seq={seq}
        line={line?.text ?? (log.has(seq) ? "" : undefined)}
        stream={line?.stream}
        query={query}
        isChosen={chosen !== null && seq >= chosen.from && seq <= chosen.to}
        isCurrent={seq === current}
        isWrapped={isWrapped}
        onChoose={onChoose}
      />,
    );
  }
  const gutter = { "--gutter": `${String(log.first + count).length + 3}ch` } as CSSProperties;
  return (
    <div
      ref={scroller}
      role="log"
      // What is new is told apart, at a pace that can be listened to.
      aria-live="off"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard
      tabIndex={0}
      onScroll={onScroll}
      className="relative h-full overflow-auto overscroll-contain rounded-b-lg bg-sunken font-mono text-[0.78rem] leading-5 [overflow-anchor:none] focus-visible:-outline-offset-2"
      style={gutter}
    >
      <div style={{ height: place.height }} className="relative">
        <div
          ref={block}
          className="absolute top-0 left-0 min-w-full"
          style={isWrapped ? { width: "100%" } : { width: "max-content" }}
        >
          {lines}
        </div>
      </div>
    </div>
  );
}

/** How much of what is drawn is above a place, which lies within a line. */
function heightAbove(block: HTMLElement, line: number): number {
  const row = block.children[Math.floor(line)];
  if (!(row instanceof HTMLElement)) return block.offsetHeight;
  return row.offsetTop + (line % 1) * row.offsetHeight;
}
