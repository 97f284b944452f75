import { piecesOf } from "../model/pieces";
import { Pieces } from "./log-line";
import "./ansi.css";

type Props = {
  lines: readonly { seq: number; text: string }[];
  /** The line that it is about. */
  at: number;
  onShow: (seq: number) => void;
};

/** A few lines of a log, away from it; each leads back to its place. */
export function LogExcerpt({ lines, at, onShow }: Props) {
  return (
    <ol className="overflow-x-auto bg-sunken py-2 font-mono text-[0.78rem] leading-5">
      {lines.map(({ seq, text }) => (
        <li key={seq} className={seq === at ? "flex w-max min-w-full bg-bad-tint" : "flex w-max min-w-full"}>
          <a
            href={`#L${seq}`}
            className="sticky left-0 w-[7ch] shrink-0 select-none bg-sunken pr-3 text-right text-soft tabular-nums hover:text-accent"
            onClick={(event) => {
              event.preventDefault();
              onShow(seq);
            }}
          >
            {seq}
          </a>
          <span className="whitespace-pre pr-4">
            <Pieces pieces={piecesOf(text)} />
          </span>
        </li>
      ))}
    </ol>
  );
}
