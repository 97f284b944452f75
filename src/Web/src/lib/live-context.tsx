import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { accountQuery } from "./account";
import { type Action, ActionQueue, type Performed, type Waiting } from "./action-queue";
import { performAction } from "./api/perform";
import { type ConnectionState, type Hub, Live } from "./live";
import { openHub as openHubOfThisHost } from "./live-hub";

type Connection = { live: Live; actions: ActionQueue };

const LiveContext = createContext<Connection | null>(null);

type Props = { children: ReactNode; openHub?: () => Promise<Hub> };

/** The live connection and what waits for it, for all pages of somebody who is logged in. */
export function LiveProvider({ children, openHub = openHubOfThisHost }: Props) {
  const queries = useQueryClient();
  const [connection] = useState<Connection>(() => ({
    live: new Live({
      openHub,
      queries,
      askServer: () => queries.fetchQuery({ ...accountQuery, staleTime: 0, retry: false, networkMode: "always" }),
    }),
    actions: new ActionQueue(performAction),
  }));
  useEffect(() => {
    const { live, actions } = connection;
    const stopListening = live.subscribe(() => {
      if (live.state === "live" || live.state === "polling") void actions.replay();
    });
    live.start();
    return () => {
      stopListening();
      live.stop();
    };
  }, [connection]);
  return <LiveContext value={connection}>{children}</LiveContext>;
}

function useConnection(): Connection {
  const connection = useContext(LiveContext);
  if (!connection) throw new Error("There is no LiveProvider above this.");
  return connection;
}

export const useLive = (): Live => useConnection().live;

export function useConnectionState(): ConnectionState {
  const { live } = useConnection();
  return useSyncExternalStore(live.subscribe, () => live.state);
}

/** What was pressed and waits for the server, or was refused by it. */
export function useWaitingActions(): { waiting: readonly Waiting[]; dismiss: (id: string) => void } {
  const { actions } = useConnection();
  const waiting = useSyncExternalStore(actions.subscribe, () => actions.waiting);
  return { waiting, dismiss: actions.dismiss };
}

/** Does what was pressed, now or as soon as the server can be reached. */
export function usePerform(): (action: Omit<Action, "id">) => Promise<Performed> {
  const { actions } = useConnection();
  return (action) => actions.perform({ ...action, id: newId() });
}

/** Keeps what is shown of a project true for as long as it is shown. */
export function useWatchProject(id: string): void {
  const live = useLive();
  useEffect(() => live.watchProject(id), [live, id]);
}

/** The same for all that one's teams have. */
export function useWatchTeam(): void {
  const live = useLive();
  useEffect(() => live.watchTeam(), [live]);
}

/** `crypto.randomUUID` is there on localhost and over TLS alone. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
