import { plainText } from "./ansi";
import type { LogFeed } from "./log-feed";
import { Page } from "./page";
import { placesOf } from "./pieces";

export const MOST_MATCHES = 10_000;

/** So long it searches before others have their turn, for as long. */
const SLICE_MS = 8;

/** Looks for a text in all of a log, what is not in memory included, and in what comes later as well. */
export class Search {
  readonly matches: number[] = [];
  private searchedTo = 0;
  private isRunning = false;

  constructor(
    private readonly feed: LogFeed,
    readonly query: string,
  ) {}

  get isFull(): boolean {
    return this.matches.length >= MOST_MATCHES;
  }

  get isDone(): boolean {
    return this.isFull || this.searchedTo >= this.feed.last;
  }

  /** Goes on to the end, and tells on the way what was found so far. */
  async advance(onFound: () => void, signal: AbortSignal): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      let began = performance.now();
      while (!this.isDone && !signal.aborted) {
        await this.searchPage(Page.firstOf(Math.max(this.searchedTo + 1, this.feed.log.first)));
        if (performance.now() - began < SLICE_MS) continue;
        onFound();
        await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
        began = performance.now();
      }
    } catch {
      // A page could not be read; it is tried again when more comes.
    } finally {
      this.isRunning = false;
      onFound();
    }
  }

  private async searchPage(first: number): Promise<void> {
    const end = Math.min(this.feed.last, Page.lastOf(first));
    for (const { seq, text } of await this.feed.linesOf(first)) {
      if (seq <= this.searchedTo || seq > end || this.isFull) continue;
      if (placesOf(plainText(text), this.query).length > 0) this.matches.push(seq);
    }
    this.searchedTo = end;
  }
}
