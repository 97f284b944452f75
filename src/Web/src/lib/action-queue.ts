import type { Problem } from "./api/problem";
import { waitBefore } from "./backoff";
import { text } from "./text";

/** Something that somebody has pressed. Its id goes along with the call, so that sent twice it happens once. */
export type Action = {
  id: string;
  /** What it does, in words, for the list of what waits. */
  label: string;
  method: "POST" | "PUT" | "DELETE";
  path: string;
  body?: unknown;
};

export type Answer =
  | { kind: "done"; value: unknown }
  | { kind: "refused"; reason: string; problem?: Problem }
  /** Nobody knows whether it has arrived; the same call may be sent again. */
  | { kind: "unreachable"; retryAfterMs?: number };

export type Waiting = Action & { pressedAt: number; state: "waiting" | "sending" | "refused"; reason?: string };

type Outcome = Exclude<Answer, { kind: "unreachable" }>;

export type Performed = Outcome | { kind: "queued"; outcome: Promise<Outcome> };

const MOST_WAITING = 20;

/** What was pressed longer ago is not done any more: the world has gone on. */
const GOOD_FOR_MS = 15 * 60_000;

type Entry = { shown: Waiting; hasBeenSent: boolean; settle: (outcome: Outcome) => void };

/**
 * What is pressed while the server cannot be reached waits here, and is done in its order when it can be; what cannot be done any more is
 * refused, with the reason, and stays in the list until it was seen. Where nothing waits, what is pressed is sent at once.
 */
export class ActionQueue {
  private entries: Entry[] = [];
  private shown: readonly Waiting[] = [];
  private readonly listeners = new Set<() => void>();
  private replaying: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;

  constructor(private readonly send: (action: Action) => Promise<Answer>) {}

  /** What waits or was refused, the oldest first. */
  get waiting(): readonly Waiting[] {
    return this.shown;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  async perform(action: Action): Promise<Performed> {
    if (this.entries.some((entry) => entry.shown.state !== "refused")) return this.enqueue(action, false);
    const answer = await this.send(action);
    return answer.kind === "unreachable" ? this.enqueue(action, true, answer.retryAfterMs) : answer;
  }

  /** Tries again now: the server is there again. */
  replay = (): Promise<void> => {
    clearTimeout(this.timer);
    this.replaying ??= this.sendAll().finally(() => {
      this.replaying = null;
    });
    return this.replaying;
  };

  /** Takes something out of the list. What is being sent cannot be held back. */
  dismiss = (id: string): void => {
    const entry = this.entries.find((one) => one.shown.id === id && one.shown.state !== "sending");
    if (!entry) return;
    this.entries = this.entries.filter((one) => one !== entry);
    if (entry.shown.state === "waiting") entry.settle({ kind: "refused", reason: text.queue.dismissed });
    this.changed();
  };

  private enqueue(action: Action, hasBeenSent: boolean, retryAfterMs?: number): Performed {
    if (this.entries.length >= MOST_WAITING) return { kind: "refused", reason: text.queue.full };
    const outcome = new Promise<Outcome>((settle) => {
      this.entries.push({ shown: { ...action, pressedAt: Date.now(), state: "waiting" }, hasBeenSent, settle });
    });
    this.changed();
    this.tryLater(retryAfterMs);
    return { kind: "queued", outcome };
  }

  private async sendAll(): Promise<void> {
    for (let entry = this.next(); entry; entry = this.next()) {
      const answer = await this.sendOne(entry);
      if (answer.kind === "unreachable") {
        this.show(entry, { state: "waiting" });
        this.tryLater(answer.retryAfterMs);
        return;
      }
      this.attempt = 0;
      if (answer.kind === "refused") this.show(entry, { state: "refused", reason: answer.reason });
      else this.remove(entry);
      entry.settle(answer);
    }
  }

  private async sendOne(entry: Entry): Promise<Answer> {
    if (Date.now() - entry.shown.pressedAt > GOOD_FOR_MS)
      return { kind: "refused", reason: entry.hasBeenSent ? text.queue.tooOldMaybeDone : text.queue.tooOld };
    this.show(entry, { state: "sending" });
    entry.hasBeenSent = true;
    return this.send(entry.shown);
  }

  private next(): Entry | undefined {
    return this.entries.find((entry) => entry.shown.state === "waiting");
  }

  private tryLater(ms = waitBefore(this.attempt++)): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.replay, ms);
  }

  private show(entry: Entry, change: Partial<Waiting>): void {
    entry.shown = { ...entry.shown, ...change };
    this.changed();
  }

  private remove(entry: Entry): void {
    this.entries = this.entries.filter((one) => one !== entry);
    this.changed();
  }

  private changed(): void {
    this.shown = this.entries.map((entry) => entry.shown);
    for (const listener of this.listeners) listener();
  }
}
