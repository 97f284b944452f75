import { type CSSProperties, memo } from "react";
import { classes } from "@/lib/classes";
import type { Style } from "../model/ansi";
import { type Piece, piecesOf } from "../model/pieces";
import { text } from "../text";

type Props = {
  seq: number;
  /** Undefined while it is on its way. */
  line: string | undefined;
  stream: string | undefined;
  query: string;
  isChosen: boolean;
  isCurrent: boolean;
  isWrapped: boolean;
  onChoose: (seq: number, isRange: boolean) => void;
};

/** One line, which is drawn again only when something of it has changed. What it says is text and never markup. */
export const LogLine = memo(function LogLine({
  seq,
  line,
  stream,
  query,
  isChosen,
  isCurrent,
  isWrapped,
  onChoose,
}: Props) {
  return (
    <div
      data-seq={seq}
      className={classes(
        "flex min-h-5 border-transparent border-l-2",
        stream === "stderr" && "border-l-bad/60",
        isChosen && "bg-accent-tint",
        isCurrent && "bg-busy-tint",
      )}
    >
      <a
        href={`#L${seq}`}
        tabIndex={-1}
        aria-label={text.line(seq)}
        onClick={(event) => {
          event.preventDefault();
          onChoose(seq, event.shiftKey);
        }}
        className="sticky left-0 w-(--gutter) shrink-0 select-none bg-sunken pr-3 text-right text-soft tabular-nums hover:text-accent"
      >
        {seq}
      </a>
      <span
        className={classes(
          "min-w-0 pr-4",
          isWrapped ? "flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre",
          stream === "system" && "text-soft italic",
        )}
      >
        {line === undefined ? (
          <span className="text-soft">{text.unread}</span>
        ) : (
          <Pieces pieces={piecesOf(line, query)} />
        )}
      </span>
    </div>
  );
});

export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change places
    <PieceOfLine key={index} piece={piece} />
  ));
}

function PieceOfLine({ piece: { text: words, style, href, isFound } }: { piece: Piece }) {
  const look = lookOf(style);
  const shown = isFound ? <mark className="rounded-xs bg-busy text-canvas">{words}</mark> : words;
  if (href !== undefined)
    return (
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        {...look}
        className={classes(look.className, "underline underline-offset-2")}
      >
        {shown}
      </a>
    );
  return look.className || look.style || isFound ? <span {...look}>{shown}</span> : words;
}

function lookOf(style: Style): { className?: string; style?: CSSProperties } {
  const [color, background] = style.inverse
    ? [style.background ?? "canvas", style.color ?? "ink"]
    : [style.color, style.background];
  const css: CSSProperties = {
    ...(color === undefined ? {} : { color: colorOf(color) }),
    ...(background === undefined ? {} : { backgroundColor: colorOf(background) }),
  };
  const className = classes(
    style.bold && "font-semibold",
    style.dim && "opacity-70",
    style.italic && "italic",
    style.underline && "underline",
    style.strike && "line-through",
  );
  return { ...(className && { className }), ...(Object.keys(css).length > 0 && { style: css }) };
}

/** A colour of the palette, one of the theme by its name, or any other: that one a little nearer to the ink, so that it can be read. */
function colorOf(color: number | string): string {
  if (typeof color === "number") return `var(--ansi-${color})`;
  return color.startsWith("#") ? `color-mix(in oklab, ${color} 75%, var(--ink))` : `var(--${color})`;
}
