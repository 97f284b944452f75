export const LINE_HEIGHT = 20;

/** Browsers draw nothing beyond a height of 17 to 33 million pixels. */
const MOST_HEIGHT = 12_000_000;
const MORE_ROWS = 8;

/** How many lines there are, and how many pixels of them can be seen. */
type View = { count: number; size: number };

/** The line that lies a part of the way down the window, as far down in it as in the log: at the top the first, at the bottom the last. */
export type Place = { line: number; y: number; height: number };

/**
 * What a position of the scroll bar shows. Tying one line to one height makes it independent of how high lines are: where they wrap, nobody
 * has to know the heights of a million lines, and both ends are still exact.
 */
export function placeOf({ count, size }: View, scrollTop: number, isAtEnd: boolean): Place {
  const height = Math.min(count * LINE_HEIGHT, MOST_HEIGHT);
  const way = height - size;
  const part = way <= 0 ? 0 : isAtEnd ? 1 : Math.min(1, Math.max(0, scrollTop / way));
  return { line: part * count, y: part * size, height };
}

/** The lines around it, enough to fill the window. */
export function rowsAt({ count, size }: View, { line, y }: Place): { from: number; to: number } {
  return {
    from: Math.max(0, Math.floor(line - y / LINE_HEIGHT) - MORE_ROWS),
    to: Math.min(count, Math.ceil(line + (size - y) / LINE_HEIGHT) + MORE_ROWS),
  };
}

/** The position that shows a line: a third down the window, or where lines wrap, wherever it is sure to be seen. */
export function scrollTopOf({ count, size }: View, row: number, isWrapped: boolean): number {
  const way = Math.min(count * LINE_HEIGHT, MOST_HEIGHT) - size;
  if (way <= 0) return 0;
  const part = isWrapped ? (row + 0.5) / count : (row * LINE_HEIGHT - size / 3) / (count * LINE_HEIGHT - size);
  return Math.min(1, Math.max(0, part)) * way;
}
