import type { QueryClient } from "@tanstack/react-query";
import { waitBefore } from "./backoff";
import { type BuildStatusEvent, type ChangedEvent, type DeploymentStatusEvent, LiveCache } from "./live-cache";
import type { LogLine } from "./log-line";

/** Live: told of everything. Polling: the server answers, but asks have to be made. Offline: it does not answer. */
export type ConnectionState = "connecting" | "live" | "polling" | "offline";

/** What of SignalR's connection is used here. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
  on(event: string, told: (what: never) => void): void;
  onclose(closed: () => void): void;
}

/** A log that is followed. It knows how far it has come, so that it goes on there, whichever gateway answers. */
export interface LogFollower {
  /** The last line behind which nothing is missing. */
  readonly last: number;
  take(lines: readonly LogLine[]): void;
  /** Asks for what is new, where nobody tells. */
  poll(): Promise<void>;
}

export interface LiveOptions {
  openHub: () => Promise<Hub>;
  queries: QueryClient;
  /** Any call that needs a login: it renews a session that has run out, and fails where the server cannot be reached. */
  askServer: () => Promise<unknown>;
  chance?: () => number;
}

/** A connection that has lasted so long was a good one: after it, waiting begins anew. */
const STEADY_MS = 10_000;
const POLL_EVERY_MS = 3_000;
const SUBSCRIBE_ATTEMPTS = 6;

interface Watch {
  method: "build" | "project" | "team";
  id: string | null;
  log: LogFollower | null;
  watchers: number;
}

/**
 * The connection to the live events, for as long as somebody is logged in. What it hears goes into the query cache and nowhere else; a log
 * is told to its follower, which does the same. While it is away it comes back by itself, and meanwhile asks.
 */
export class Live {
  private current: ConnectionState = "connecting";
  private readonly listeners = new Set<() => void>();
  private readonly watches = new Map<string, Watch>();
  private readonly cache: LiveCache;
  private hub: Hub | null = null;
  private stopped = true;
  private runs = 0;
  private wake: () => void = () => {};

  constructor(private readonly options: LiveOptions) {
    this.cache = new LiveCache(options.queries);
  }

  get state(): ConnectionState {
    return this.current;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.become("connecting");
    window.addEventListener("online", this.retryNow);
    window.addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.seen);
    void this.run(++this.runs);
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.retryNow);
    window.removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.seen);
    void this.hub?.stop();
    this.cache.stop();
    this.wake();
  }

  /** Does not wait any longer before the next attempt. */
  retryNow = (): void => this.wake();

  /** @returns what ends it. All who watch the same thing share one subscription. */
  watchBuild(id: string, log: LogFollower): () => void {
    return this.watch(`build ${id}`, { method: "build", id, log, watchers: 0 });
  }

  watchProject(id: string): () => void {
    return this.watch(`project ${id}`, { method: "project", id, log: null, watchers: 0 });
  }

  watchTeam(): () => void {
    return this.watch("team", { method: "team", id: null, log: null, watchers: 0 });
  }

  private watch(key: string, wanted: Watch): () => void {
    const watch = this.watches.get(key) ?? wanted;
    if (watch.watchers++ === 0) {
      this.watches.set(key, watch);
      if (this.hub && this.current === "live") void this.say(this.hub, watch);
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--watch.watchers > 0) return;
      this.watches.delete(key);
      if (this.hub && this.current === "live")
        this.hub.invoke(`unsubscribe_${watch.method}`, ...(watch.id === null ? [] : [watch.id])).catch(() => {});
    };
  }

  private async run(me: number): Promise<void> {
    const isOver = () => this.stopped || me !== this.runs;
    let hasBeenLive = false;
    for (let attempt = 0; !isOver(); attempt++) {
      const lasted = await this.connectOnce(isOver, hasBeenLive);
      if (isOver()) return;
      if (lasted !== null) hasBeenLive = true;
      if (lasted !== null && lasted >= STEADY_MS) attempt = 0;
      // A connection that breaks is mostly there again at once; that is no reason to say anything.
      if (lasted !== null && attempt === 0) {
        this.become("connecting");
        await this.sleep(this.waitBefore(0));
        await this.isReachable();
      } else if (await this.pollFor(this.waitBefore(attempt), isOver)) {
        attempt = 0;
        await this.sleep(this.waitBefore(0));
      }
    }
  }

  /** @returns how long it was there, or null if it did not come to be. */
  private async connectOnce(isOver: () => boolean, hasBeenLive: boolean): Promise<number | null> {
    let hub: Hub;
    let closed: Promise<void>;
    try {
      const opened = await this.options.openHub();
      closed = new Promise<void>((resolve) => opened.onclose(resolve));
      this.listenTo(opened);
      await opened.start();
      hub = opened;
    } catch {
      return null;
    }
    const began = Date.now();
    if (isOver()) {
      await hub.stop();
      return null;
    }
    this.hub = hub;
    this.become("live");
    for (const watch of this.watches.values()) void this.say(hub, watch);
    // What has changed meanwhile nobody has told; of logs, the followers know where they were.
    if (hasBeenLive) void this.options.queries.invalidateQueries();
    await closed;
    this.hub = null;
    return Date.now() - began;
  }

  private listenTo(hub: Hub): void {
    hub.on("build_log", (told: { build_id: string; lines: LogLine[] }) =>
      this.watches.get(`build ${told.build_id}`)?.log?.take(told.lines),
    );
    hub.on("build_status", (told: BuildStatusEvent) => this.cache.buildStatus(told));
    hub.on("deployment_status", (told: DeploymentStatusEvent) => this.cache.deploymentStatus(told));
    hub.on("changed", (told: ChangedEvent) => this.cache.changed(told));
    // The server fills it itself, out of storage, at the pace that we take it.
    hub.on("gap", () => {});
  }

  private async say(hub: Hub, watch: Watch): Promise<void> {
    for (let attempt = 0; attempt < SUBSCRIBE_ATTEMPTS && this.hub === hub && watch.watchers > 0; attempt++) {
      const parameters = watch.id === null ? [] : watch.log ? [watch.id, watch.log.last] : [watch.id];
      try {
        await hub.invoke(`subscribe_${watch.method}`, ...parameters);
        return;
      } catch (error) {
        if (String(error).includes("There is no such")) return;
        await new Promise((resolve) => setTimeout(resolve, this.waitBefore(attempt)));
      }
    }
  }

  /** @returns whether the server was away and is there again: a reason not to wait any longer. */
  private async pollFor(ms: number, isOver: () => boolean): Promise<boolean> {
    let left = ms;
    do {
      const isReachable = await this.isReachable();
      if (isOver()) return false;
      const isBack = isReachable && this.current === "offline";
      this.become(isReachable ? "polling" : "offline");
      if (isReachable) await this.poll();
      if (isBack) return true;
      const next = Math.min(left, POLL_EVERY_MS);
      if (await this.sleep(next)) return false;
      left -= next;
    } while (left > 0 && !isOver());
    return false;
  }

  private async isReachable(): Promise<boolean> {
    try {
      await this.options.askServer();
      return true;
    } catch {
      return false;
    }
  }

  private async poll(): Promise<void> {
    const logs = [...this.watches.values()].flatMap((watch) => (watch.log ? [watch.log.poll()] : []));
    await Promise.allSettled([...logs, this.options.queries.invalidateQueries()]);
  }

  private waitBefore(attempt: number): number {
    return waitBefore(attempt, undefined, this.options.chance?.());
  }

  /** @returns whether it was woken before the time was up. */
  private sleep(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  private readonly lost = (): void => void this.hub?.stop();

  private readonly seen = (): void => {
    if (document.visibilityState === "visible") this.wake();
  };

  private become(state: ConnectionState): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}
