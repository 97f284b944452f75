import { text } from "@/lib/text";

/** A refusal of the server, in its own words; or that there was no answer, in ours. */
export class Problem extends Error {
  constructor(
    /** 0 where there was no answer at all. */
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly traceId: string | null = null,
    /** What is wrong with which field. */
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
    this.name = "Problem";
  }

  /** Whether the same call may well succeed a little later. */
  get isPassing(): boolean {
    return (
      this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504
    );
  }

  fieldError(name: string): string | undefined {
    return this.errors[name]?.[0];
  }

  /** What is wrong with the first of the fields that something is wrong with. */
  get firstFieldError(): string | undefined {
    return Object.values(this.errors)[0]?.[0];
  }

  static noAnswer(): Problem {
    return new Problem(0, text.failed, text.noAnswer);
  }

  static of(response: Response, body: unknown): Problem {
    const told = (typeof body === "object" && body !== null ? body : {}) as Partial<Record<string, unknown>>;
    const wait = Number(response.headers.get("retry-after"));
    return new Problem(
      response.status,
      typeof told.title === "string" ? told.title : text.failed,
      typeof told.detail === "string" ? told.detail : text.notUnderstood,
      typeof told.trace_id === "string" ? told.trace_id : null,
      (told.errors ?? {}) as Record<string, string[]>,
      Number.isFinite(wait) && wait > 0 ? wait : null,
    );
  }

  /** Whatever was thrown, as something that can be shown. */
  static from(error: unknown): Problem {
    return error instanceof Problem
      ? error
      : new Problem(0, text.failed, error instanceof Error ? error.message : String(error));
  }
}

/** For what may well not be there: its absence is an answer. */
export function nullIfAbsent(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}
