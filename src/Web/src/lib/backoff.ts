export interface Backoff {
  firstMs: number;
  mostMs: number;
}

export const RECONNECTING: Backoff = { firstMs: 500, mostMs: 30_000 };

/**
 * How long to wait before the next attempt: twice as long each time, up to a limit. Half of it is left to chance, so that all who lost the
 * same gateway do not come back to it in the same moment.
 */
export function waitBefore(attempt: number, backoff: Backoff = RECONNECTING, chance: number = Math.random()): number {
  const whole = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(Math.max(attempt, 0), 30));
  return Math.round(whole / 2 + (whole / 2) * chance);
}
