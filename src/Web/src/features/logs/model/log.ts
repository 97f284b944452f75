import type { LogLine } from "@/lib/log-line";
import { KindTable, type Line, Page } from "./page";

export interface LogLimits {
  /** So much text stays in memory; older pages are read again when they are looked at. */
  characters: number;
  pages: number;
  /** So many lines may wait for those before them. */
  waiting: number;
}

const STANDARD: LogLimits = { characters: 24_000_000, pages: 300, waiting: 5_000 };

/** When a step of a build was first and last heard of. */
export interface StepSpan {
  step: string;
  firstSeq: number;
  lastSeq: number;
  from: number;
  to: number;
}

/**
 * A log as far as it is known: each line once, in order, however the batches come. What is looked at and what came last is in memory; the
 * rest is only counted. It changes in place, and `version` says that it did.
 */
export class Log {
  version = 0;
  /** The oldest line that there is, and the newest up to which nothing is missing; the log is empty while that is smaller. */
  first = 1;
  last = 0;
  /** The steps in the order of their first lines. A step that an attempt begins again begins anew, with all that followed it. */
  steps: StepSpan[] = [];

  private readonly kinds = new KindTable();
  private readonly pages = new Map<number, Page>();
  private readonly waiting = new Map<number, LogLine>();
  private characters = 0;
  private clock = 0;

  constructor(private readonly limits: LogLimits = STANDARD) {}

  get count(): number {
    return Math.max(0, this.last - this.first + 1);
  }

  get charactersInMemory(): number {
    return this.characters;
  }

  get pagesInMemory(): number {
    return this.pages.size;
  }

  /** Lines wait for others that are not there yet: those behind `last` are to be asked for. */
  get hasGap(): boolean {
    return this.waiting.size > 0;
  }

  /** Takes lines as they come: known ones are passed over, and what comes too early waits. */
  add(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.seq === this.last + 1) this.append(line);
      else if (line.seq > this.last && this.waiting.size < this.limits.waiting) this.waiting.set(line.seq, line);
    }
    this.takeWaiting();
    this.changed();
  }

  /**
   * Takes all the lines that storage has behind `after`: a number that they leave out is one that no line has, or whose line is gone.
   */
  addStored(after: number, lines: readonly LogLine[]): void {
    const newest = lines.at(-1);
    if (!newest) return;
    if (this.last === 0) this.first = lines[0]?.seq ?? 1;
    if (after <= this.last) for (const line of lines) if (line.seq > this.last) this.append(line);
    this.takeWaiting();
    this.changed();
  }

  /** Gives a page its lines back that had to make room. */
  restore(seq: number, lines: readonly LogLine[]): void {
    const page = this.pageAt(Page.firstOf(seq));
    for (const line of lines) if (Page.firstOf(line.seq) === page.first && line.seq <= this.last) this.set(page, line);
    if (page.first !== Page.firstOf(this.last)) page.seal();
    this.changed();
  }

  /** Whether the line's page is in memory; if not, its lines are to be read again. */
  has(seq: number): boolean {
    return this.pages.has(Page.firstOf(seq));
  }

  /** Nothing where the line is not in memory, or does not exist. */
  line(seq: number): Line | undefined {
    const page = this.pages.get(Page.firstOf(seq));
    if (page) page.used = ++this.clock;
    return page?.get(seq);
  }

  /** The same for who does not look at it: that does not keep it in memory. */
  peek(seq: number): Line | undefined {
    return this.pages.get(Page.firstOf(seq))?.get(seq);
  }

  private append(line: LogLine): void {
    this.set(this.pageAt(Page.firstOf(line.seq)), line);
    const previous = Page.firstOf(Math.max(this.last, 1));
    if (previous !== Page.firstOf(line.seq)) this.pages.get(previous)?.seal();
    this.last = line.seq;
    if (line.step !== null) this.noteStep(line.step, line);
  }

  private set(page: Page, line: LogLine): void {
    const before = page.characters;
    page.set(line);
    this.characters += page.characters - before;
  }

  private pageAt(first: number): Page {
    const known = this.pages.get(first);
    if (known) return known;
    const page = new Page(first, this.kinds);
    page.used = ++this.clock;
    this.pages.set(first, page);
    return page;
  }

  private takeWaiting(): void {
    for (let line = this.waiting.get(this.last + 1); line; line = this.waiting.get(this.last + 1)) this.append(line);
    for (const seq of this.waiting.keys()) if (seq <= this.last) this.waiting.delete(seq);
  }

  private noteStep(step: string, line: LogLine): void {
    const at = Date.parse(line.at);
    const place = this.steps.findIndex((s) => s.step === step);
    const isNewest = place === this.steps.length - 1;
    if (place >= 0 && isNewest) this.steps[place] = { ...(this.steps[place] as StepSpan), lastSeq: line.seq, to: at };
    else {
      if (place >= 0) this.steps.length = place;
      this.steps.push({ step, firstSeq: line.seq, lastSeq: line.seq, from: at, to: at });
    }
  }

  private changed(): void {
    this.makeRoom();
    this.version++;
  }

  private makeRoom(): void {
    const newest = Page.firstOf(Math.max(this.last, 1));
    while (this.characters > this.limits.characters || this.pages.size > this.limits.pages) {
      let oldest: Page | undefined;
      for (const page of this.pages.values())
        if (page.first !== newest && (!oldest || page.used < oldest.used)) oldest = page;
      if (!oldest) return;
      this.pages.delete(oldest.first);
      this.characters -= oldest.characters;
    }
  }
}
