/** A block of variables could not be read; where, and not what stands there: it may be a secret. */
export class EnvBlockError extends Error {
  constructor(
    readonly line: number,
    why: string,
  ) {
    super(`Line ${line} cannot be read: ${why}.`);
  }
}

export type EnvEntry = { key: string; value: string };

/**
 * Reads a block of `KEY=value` lines as people keep it in `.env`, by the command line's rules: comments, `export`, and quotes in which a
 * value may go over several lines. Nothing is expanded. Of a key that stands there twice, the last counts.
 */
export function parseEnvBlock(text: string): EnvEntry[] {
  const reader = new Reader(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
  const variables = new Map<string, string>();
  for (let entry = reader.next(); entry; entry = reader.next()) {
    variables.delete(entry.key);
    variables.set(entry.key, entry.value);
  }
  return Array.from(variables, ([key, value]) => ({ key, value }));
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  next(): EnvEntry | null {
    this.skip(/(?:\s+|#[^\n]*)*/y);
    return this.at === this.text.length ? null : this.variable();
  }

  private variable(): EnvEntry {
    this.skip(/export[ \t]+(?=[A-Za-z_])/y);
    const key = this.skip(/[A-Za-z_][A-Za-z0-9_]*/y);
    this.skip(/[ \t]*/y);
    if (key === "" || this.skip(/=/y) === "") throw this.wrong(this.at, "it is not KEY=value");
    this.skip(/[ \t]*/y);
    const quote = this.text[this.at];
    return { key, value: quote === "'" || quote === '"' || quote === "`" ? this.quoted(quote) : this.bare() };
  }

  /** To the end of the line, or to a comment: `#` behind a space. */
  private bare(): string {
    const line = this.skip(/[^\n]*/y);
    return line.replace(/(^|[ \t])#.*$/, "").trim();
  }

  private quoted(quote: string): string {
    const opened = this.at;
    const inner = quote === '"' ? /"((?:[^"\\]|\\[\s\S])*)"/y : quote === "'" ? /'([^']*)'/y : /`([^`]*)`/y;
    inner.lastIndex = this.at;
    const found = inner.exec(this.text);
    if (!found) throw this.wrong(opened, `the quote ${quote} is not closed`);
    this.at = inner.lastIndex;
    this.skip(/[ \t]*/y);
    const after = this.text[this.at];
    if (after !== undefined && after !== "\n" && after !== "#")
      throw this.wrong(this.at, `there is something behind the closing ${quote}`);
    this.skip(/[^\n]*/y);
    const value = found[1] ?? "";
    return quote === '"' ? value.replace(/\\([\s\S])/g, (_, letter: string) => unescaped(letter)) : value;
  }

  /** What the pattern takes from here on; patterns are sticky. */
  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const taken = pattern.exec(this.text)?.[0] ?? "";
    this.at += taken.length;
    return taken;
  }

  private wrong(at: number, why: string): EnvBlockError {
    return new EnvBlockError(this.text.slice(0, at).split("\n").length, why);
  }
}

function unescaped(letter: string): string {
  if (letter === "n") return "\n";
  if (letter === "r") return "\r";
  if (letter === "t") return "\t";
  return '\\"$'.includes(letter) ? letter : `\\${letter}`;
}

/** A block that the same variables are read from. */
export function formatEnvBlock(entries: readonly EnvEntry[]): string {
  return entries.map(({ key, value }) => `${key}=${quotedIfNeeded(value)}\n`).join("");
}

function quotedIfNeeded(value: string): string {
  if (/^[A-Za-z0-9_\-./:@%+,=]+$/.test(value)) return value;
  if (!/['\r]/.test(value)) return `'${value}'`;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\r", "\\r")}"`;
}
