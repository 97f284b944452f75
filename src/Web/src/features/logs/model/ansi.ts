// biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what is looked for here

/** How a piece of a line looks. Colours of the palette are its numbers, others are `#rrggbb`. */
export interface Style {
  color?: number | string | undefined;
  background?: number | string | undefined;
  bold?: true | undefined;
  dim?: true | undefined;
  italic?: true | undefined;
  underline?: true | undefined;
  strike?: true | undefined;
  inverse?: true | undefined;
}

export interface Span {
  text: string;
  style: Style;
}

const PLAIN: Style = Object.freeze({});

/**
 * Everything that a terminal would not print: control sequences, strings for the terminal itself (titles, hyperlinks, …) even where their
 * end is missing, single controls, and marks that turn the order of the text around. A tab and a carriage return stay.
 */
const UNPRINTED =
  /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b\[?|\u009b)[0-?]*[ -/]*$|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A cheap look that most lines pass. */
const SUSPICIOUS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** A line as a terminal would show it. Each line begins anew: a colour that is never ended does not run through the whole log. */
export function parseAnsi(line: string): Span[] {
  if (!SUSPICIOUS.test(line)) return line === "" ? [] : [{ text: line, style: PLAIN }];
  const pieces = piecesOf(line);
  return merged(line.includes("\r") ? overwritten(pieces) : pieces.flatMap((p) => (p.kind === "text" ? [p] : [])));
}

/** The same without its looks: what is searched in, copied and read out. */
export function plainText(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  if (!line.includes("\r")) return line.replace(UNPRINTED, "");
  return parseAnsi(line)
    .map((span) => span.text)
    .join("");
}

type Piece = ({ kind: "text" } & Span) | { kind: "erase"; mode: number };

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let style = PLAIN;
  let from = 0;
  for (const match of line.matchAll(UNPRINTED)) {
    if (match.index > from) pieces.push({ kind: "text", text: line.slice(from, match.index), style });
    from = match.index + match[0].length;
    if (match[2] === "m") style = restyled(style, match[1] ?? "");
    else if (match[2] === "K") pieces.push({ kind: "erase", mode: Number(match[1] || 0) });
  }
  if (from < line.length) pieces.push({ kind: "text", text: line.slice(from), style });
  return pieces;
}

/** What stays when a carriage return goes back to the line's beginning and what follows is written over it. */
function overwritten(pieces: Piece[]): Span[] {
  let cells: Span[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.kind === "erase") {
      if (piece.mode === 0) cells.length = Math.min(cells.length, at);
      else if (piece.mode === 1) cells = cells.map((cell, i) => (i <= at ? { text: " ", style: PLAIN } : cell));
      else cells = [];
      continue;
    }
    for (const text of piece.text) {
      if (text === "\r") {
        at = 0;
        continue;
      }
      while (cells.length < at) cells.push({ text: " ", style: PLAIN });
      cells[at++] = { text, style: piece.style };
    }
  }
  return cells;
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && isSame(last.style, span.style)) last.text += span.text;
    else if (span.text !== "") result.push({ text: span.text, style: span.style });
  }
  return result;
}

const LOOKS = ["color", "background", "bold", "dim", "italic", "underline", "strike", "inverse"] as const;

export function isSame(a: Style, b: Style): boolean {
  return a === b || LOOKS.every((look) => a[look] === b[look]);
}

/** What a code alone does: sets looks, or takes them away. */
const CODES: Record<number, Style> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  22: { bold: undefined, dim: undefined },
  23: { italic: undefined },
  24: { underline: undefined },
  27: { inverse: undefined },
  29: { strike: undefined },
};

/** The style after a "select graphic rendition". What is not known changes nothing. */
function restyled(before: Style, parameters: string): Style {
  if (/^[<=>?]/.test(parameters)) return before;
  const waiting = parameters.split(";");
  let style = before;
  for (let parameter = waiting.shift(); parameter !== undefined; parameter = waiting.shift()) {
    const [code = 0, ...details] = parameter.split(":").map(Number);
    if (code === 0) style = PLAIN;
    else if (code === 4 && details[0] === 0) style = { ...style, underline: undefined };
    else if (code === 38 || code === 48) {
      const color = details.length > 0 ? colorOf(details) : colorOf(taken(waiting));
      if (color !== undefined) style = { ...style, [code === 38 ? "color" : "background"]: color };
    } else style = { ...style, ...(CODES[code] ?? basicColor(code)) };
  }
  return style;
}

function basicColor(code: number): Style {
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { color: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  if (code === 39) return { color: undefined };
  return code === 49 ? { background: undefined } : PLAIN;
}

/** The older way to write a colour: its numbers are parameters of their own. */
function taken(waiting: string[]): number[] {
  return waiting.splice(0, waiting[0] === "5" ? 2 : waiting[0] === "2" ? 4 : 0).map(Number);
}

/** One of 256 colours, or one of all; between colons a colour space may stand before red. */
function colorOf([way, ...numbers]: number[]): number | string | undefined {
  const rgb = numbers.length > 3 ? numbers.slice(1, 4) : numbers;
  if (way === 5 && isByte(numbers[0])) return paletteColor(numbers[0]);
  return way === 2 && rgb.length === 3 && rgb.every(isByte) ? hex(rgb) : undefined;
}

/** The first sixteen are the theme's; the others are a cube and a ramp of greys. */
function paletteColor(number: number): number | string {
  if (number < 16) return number;
  if (number >= 232) return hex([0, 0, 0].map(() => 8 + (number - 232) * 10));
  const cube = number - 16;
  return hex(
    [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => (level === 0 ? 0 : 55 + level * 40)),
  );
}

function isByte(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= 255;
}

function hex(rgb: number[]): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
