import { parseAnsi, type Style } from "./ansi";
import { fragmentsOf } from "./links";

/** A stretch of a line that looks the same, leads to the same place and is found or not as a whole. */
export type Piece = { text: string; style: Style; href?: string | undefined; isFound: boolean };

/** A line cut where its looks, its links or what was searched for begin and end. */
export function piecesOf(line: string, query = ""): Piece[] {
  const spans = parseAnsi(line);
  const text = spans.map((span) => span.text).join("");
  const links = fragmentsOf(text);
  const found = placesOf(text, query);
  if (spans.length === 1 && links.length === 1 && found.length === 0)
    return [{ text, style: spans[0]?.style ?? {}, href: links[0]?.href, isFound: false }];

  const cuts = new Set([0, text.length, ...endsOf(spans), ...endsOf(links), ...found.flat()]);
  const places = [...cuts].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  const [styleAt, linkAt] = [reader(spans), reader(links)];
  let match = 0;
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i] ?? 0, places[i + 1] ?? 0];
    while ((found[match]?.[1] ?? text.length) <= from && match < found.length) match++;
    const isFound = (found[match]?.[0] ?? text.length) <= from && match < found.length;
    pieces.push({ text: text.slice(from, to), style: styleAt(from)?.style ?? {}, href: linkAt(from)?.href, isFound });
  }
  return pieces;
}

/** Where a text is in a line, without regard to capitals. */
export function placesOf(text: string, query: string): [from: number, to: number][] {
  if (query === "") return [];
  const places: [number, number][] = [];
  const [where, what] = [folded(text), folded(query)];
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + what.length))
    places.push([at, at + what.length]);
  return places;
}

/** Small letters, each in the place of the letter that it stands for. */
function folded(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length
    ? small
    : Array.from(text, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
}

function endsOf(parts: readonly { text: string }[]): number[] {
  let end = 0;
  return parts.map((part) => {
    end += part.text.length;
    return end;
  });
}

/** Finds the part at a place; places are asked for in their order. */
function reader<T extends { text: string }>(parts: readonly T[]): (place: number) => T | undefined {
  let [index, end] = [0, parts[0]?.text.length ?? 0];
  return (place) => {
    while (index < parts.length && end <= place) end += parts[++index]?.text.length ?? 0;
    return parts[index];
  };
}
