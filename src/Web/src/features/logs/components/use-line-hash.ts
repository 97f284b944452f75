import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

/** The lines that an address points at. */
export type Range = { from: number; to: number };

export function parseHash(hash: string): Range | null {
  const [, a, b] = /^L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(hash.replace(/^#/, "")) ?? [];
  if (a === undefined) return null;
  const ends = [Number(a), Number(b ?? a)] as const;
  return Math.min(...ends) < 1 ? null : { from: Math.min(...ends), to: Math.max(...ends) };
}

export const hashOf = ({ from, to }: Range): string => (from === to ? `L${from}` : `L${from}-L${to}`);

/** `#L120` and `#L120-L130`: the chosen lines are in the page's address, to be sent to somebody. */
export function useLineHash(): [Range | null, (range: Range | null) => void] {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const navigate = useNavigate();
  const range = useMemo(() => parseHash(hash), [hash]);
  const choose = useCallback(
    (chosen: Range | null) =>
      void navigate({
        to: ".",
        search: true,
        hash: chosen ? hashOf(chosen) : "",
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  return [range, choose];
}
