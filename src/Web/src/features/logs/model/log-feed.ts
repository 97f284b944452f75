import type { LogFollower } from "@/lib/live";
import type { LogLine, LogPage } from "@/lib/log-line";
import { Log } from "./log";
import { type Line, Page } from "./page";

type ReadPage = (after: number) => Promise<LogPage>;

/** How often those who look are told of what is new, at most. */
const TELL_EVERY_MS = 60;
const PAGES_AT_ONCE = 20;
const LOOK_AGAIN_MS = 1_000;

/** Brings lines into a log: those that are told, those that were missed, and those that had to make room and are looked at again. */
export class LogFeed implements LogFollower {
  readonly log: Log;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private filling: Promise<void> | null = null;
  private readonly restoring = new Set<number>();

  /** @param onChange told when there is something to see, not for each line. */
  constructor(
    private readonly readPage: ReadPage,
    private readonly onChange: () => void,
    log = new Log(),
  ) {
    this.log = log;
  }

  get last(): number {
    return this.log.last;
  }

  take(lines: readonly LogLine[]): void {
    this.log.add(lines);
    this.changed();
    if (this.log.hasGap) void this.fill();
  }

  async poll(): Promise<void> {
    for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
      const after = this.log.last;
      const page = await this.readPage(after);
      this.log.addStored(after, page.items);
      this.changed();
      if (page.next === null) return;
    }
  }

  /** Reads the page of a line again, if it had to make room. */
  want(seq: number): void {
    const first = Page.firstOf(seq);
    if (this.log.has(seq) || seq > this.log.last || this.restoring.has(first)) return;
    this.restoring.add(first);
    const wanted = async () => {
      try {
        const page = await this.readPage(first - 1);
        this.log.restore(seq, page.items);
        this.changed();
      } catch {
        await later(LOOK_AGAIN_MS); // whoever still looks at it asks again
        this.changed();
      } finally {
        this.restoring.delete(first);
      }
    };
    void wanted();
  }

  /** The end of the log, as far as it is in memory. */
  newest(count = 400): readonly Line[] {
    const lines: Line[] = [];
    for (let seq = Math.max(this.log.first, this.log.last - count + 1); seq <= this.log.last; seq++) {
      const line = this.log.peek(seq);
      if (line) lines.push(line);
    }
    return lines;
  }

  /** The lines of a page, wherever they are; lines that nobody looks at are not kept for it. */
  async linesOf(first: number): Promise<readonly { seq: number; text: string }[]> {
    if (!this.log.has(first)) return (await this.readPage(first - 1)).items;
    const lines = [];
    for (let seq = first; seq <= this.log.last && Page.firstOf(seq) === first; seq++) {
      const line = this.log.peek(seq);
      if (line) lines.push(line);
    }
    return lines;
  }

  /** Some lines wait for others that were not told: storage has them. */
  private fill(): Promise<void> {
    this.filling ??= this.fillUp().finally(() => {
      this.filling = null;
    });
    return this.filling;
  }

  private async fillUp(): Promise<void> {
    while (this.log.hasGap) {
      try {
        await this.poll();
        if (this.log.hasGap) await later(LOOK_AGAIN_MS);
      } catch {
        return; // the next lines, or the next connection, try again
      }
    }
  }

  private changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.onChange();
    }, TELL_EVERY_MS);
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
