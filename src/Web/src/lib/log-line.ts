/** A line of a build's log or an app's, as the API and the live events tell it. */
export interface LogLine {
  seq: number;
  at: string;
  stream: string;
  step: string | null;
  text: string;
}

/** Lines in their order, and behind which one to ask on; null where no more were there. */
export interface LogPage {
  items: LogLine[];
  next: number | null;
}
