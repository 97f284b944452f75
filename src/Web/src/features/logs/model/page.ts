import type { LogLine } from "@/lib/log-line";

export const PAGE_SIZE = 1_000;

export interface Line {
  seq: number;
  /** Milliseconds since 1970. */
  at: number;
  stream: string;
  step: string | null;
  text: string;
}

const ABSENT = 255;

/**
 * A thousand lines. While it grows they are strings of their own; a full page is one string with the places where lines end, so that a
 * million lines are a thousand things to the garbage collector and not a million.
 */
export class Page {
  used = 0;
  characters = 0;
  private texts: string[] = [];
  private joined: string | null = null;
  private readonly ends = new Uint32Array(PAGE_SIZE);
  private readonly times = new Float64Array(PAGE_SIZE);
  private readonly kinds = new Uint8Array(PAGE_SIZE).fill(ABSENT);

  /** @param first the number of its first line, be it there or not. */
  constructor(
    readonly first: number,
    private readonly kindsOfLines: KindTable,
  ) {}

  static firstOf(seq: number): number {
    return seq - ((seq - 1) % PAGE_SIZE);
  }

  static lastOf(seq: number): number {
    return Page.firstOf(seq) + PAGE_SIZE - 1;
  }

  set(line: LogLine): void {
    const slot = line.seq - this.first;
    if (this.kinds[slot] !== ABSENT) return;
    this.open();
    this.texts[slot] = line.text;
    this.times[slot] = Date.parse(line.at);
    this.kinds[slot] = this.kindsOfLines.numberOf(line.stream, line.step);
    this.characters += line.text.length;
  }

  get(seq: number): Line | undefined {
    const slot = seq - this.first;
    const kind = this.kinds[slot];
    if (kind === undefined || kind === ABSENT) return undefined;
    return { seq, at: this.times[slot] ?? 0, text: this.textAt(slot), ...this.kindsOfLines.kindOf(kind) };
  }

  /** Nothing more comes. */
  seal(): void {
    if (this.joined !== null) return;
    let end = 0;
    for (let slot = 0; slot < PAGE_SIZE; slot++) {
      end += this.texts[slot]?.length ?? 0;
      this.ends[slot] = end;
    }
    this.joined = this.texts.join("");
    this.texts = [];
  }

  private open(): void {
    if (this.joined === null) return;
    this.texts = Array.from({ length: PAGE_SIZE }, (_, slot) => this.textAt(slot));
    this.joined = null;
  }

  private textAt(slot: number): string {
    if (this.joined === null) return this.texts[slot] ?? "";
    return this.joined.slice(slot === 0 ? 0 : this.ends[slot - 1], this.ends[slot]);
  }
}

interface Kind {
  stream: string;
  step: string | null;
}

/** The few combinations of stream and step that there are, each as a small number. */
export class KindTable {
  private readonly kinds: Kind[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(stream: string, step: string | null): number {
    const key = `${stream} ${step}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    // There are never so many; if a server ever invents them, the last one stands for the rest.
    if (this.kinds.length >= ABSENT) return ABSENT - 1;
    this.numbers.set(key, this.kinds.length);
    return this.kinds.push({ stream, step }) - 1;
  }

  kindOf(number: number): Kind {
    return this.kinds[number] ?? { stream: "stdout", step: null };
  }
}
