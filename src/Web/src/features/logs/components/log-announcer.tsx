import { useEffect, useRef, useState } from "react";
import { text } from "../text";

const EVERY_MS = 10_000;

/** Says now and then how much is new: a screen reader that read every line would never come to an end. */
export function LogAnnouncer({ count, isLive }: { count: number; isLive: boolean }) {
  const latest = useRef(count);
  const [words, setWords] = useState("");
  useEffect(() => {
    latest.current = count;
  }, [count]);
  useEffect(() => {
    if (!isLive) return;
    let told = latest.current;
    const timer = setInterval(() => {
      setWords(latest.current > told ? text.newLines(latest.current - told) : "");
      told = latest.current;
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
