export interface Fragment {
  text: string;
  /** Where it leads, if it is an ADDRESS of the web. */
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/gi;
const LONGEST = 2_000;

/** Addresses in a text become links: those of the web alone, and without the dots and brackets of the sentence around them. */
export function fragmentsOf(text: string): Fragment[] {
  if (!/https?:\/\//i.test(text)) return [{ text }];
  const fragments: Fragment[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match[0].length > LONGEST) continue;
    const shown = withoutEnd(match[0]);
    const href = safe(shown);
    if (href === undefined) continue;
    if (match.index > from) fragments.push({ text: text.slice(from, match.index) });
    fragments.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) fragments.push({ text: text.slice(from) });
  return fragments;
}

function withoutEnd(found: string): string {
  let end = found.length;
  while (end > 0) {
    const last = found.charAt(end - 1);
    const opening = { ")": "(", "]": "[" }[last];
    if (".,;:!?*_~".includes(last)) end--;
    else if (opening && count(found, last, end) > count(found, opening, end)) end--;
    else break;
  }
  return found.slice(0, end);
}

function count(text: string, char: string, end: number): number {
  let found = 0;
  for (let i = 0; i < end; i++) if (text.charAt(i) === char) found++;
  return found;
}

/** Nothing where it is no ADDRESS, or where a name before the host pretends to be one. */
function safe(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return (url.protocol === "http:" || url.protocol === "https:") && url.username === "" && url.password === ""
    ? url.href
    : undefined;
}
