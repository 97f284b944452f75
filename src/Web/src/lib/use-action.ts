import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Action } from "./action-queue";
import { usePerform } from "./live-context";

type Doing = { isBusy: boolean; error: Error | null };

type Told = {
  /** It is done; here is the answer. */
  onDone?: (value: unknown) => void;
  /** It is on its way, or waits for the server: whoever asked for it need not wait. */
  onAccepted?: () => void;
};

/** Something that can be pressed. Where the server cannot be reached it waits in the list of actions; a refusal is the error. */
export function useAction({ onDone, onAccepted }: Told = {}) {
  const perform = usePerform();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing>({ isBusy: false, error: null });

  const run = async (action: Omit<Action, "id">) => {
    setDoing({ isBusy: true, error: null });
    const performed = await perform(action);
    if (performed.kind === "refused") {
      setDoing({ isBusy: false, error: performed.problem ?? new Error(performed.reason) });
      return;
    }
    setDoing({ isBusy: false, error: null });
    onAccepted?.();
    const outcome = performed.kind === "queued" ? await performed.outcome : performed;
    void queries.invalidateQueries();
    if (outcome.kind === "done") onDone?.(outcome.value);
  };
  return { ...doing, run, forget: () => setDoing({ isBusy: false, error: null }) };
}
