import { useEffect, useRef, useState } from "react";
import type { LogFeed } from "../model/log-feed";
import { Search } from "../model/search";

const TYPING_MS = 150;

export type Found = { query: string; matches: readonly number[]; isFull: boolean; isDone: boolean };

const NOTHING: Found = { query: "", matches: [], isFull: false, isDone: true };

/** What of the log has the words that somebody types, and goes on having them as it grows. */
export function useSearch(feed: LogFeed, version: number, typed: string): Found {
  const [search, setSearch] = useState<Search | null>(null);
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed === "" ? null : new Search(feed, typed)), TYPING_MS);
    return () => clearTimeout(timer);
  }, [feed, typed]);

  const goOn = useRef(() => {});
  useEffect(() => {
    if (!search) {
      setFound(NOTHING);
      return;
    }
    const over = new AbortController();
    const show = () => {
      if (over.signal.aborted) return;
      const { query, matches, isFull, isDone } = search;
      setFound((before) =>
        before.query === query && before.matches.length === matches.length && before.isDone === isDone
          ? before
          : { query, matches: [...matches], isFull, isDone },
      );
    };
    goOn.current = () => void search.advance(show, over.signal);
    goOn.current();
    return () => {
      goOn.current = () => {};
      over.abort();
    };
  }, [search]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version may have more to find
  useEffect(() => goOn.current(), [version]);
  return found;
}
