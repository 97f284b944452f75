export type FailureLine = { seq: number; stream: string; step: string | null; text: string };

export type Failure = { at: number; from: number; to: number };

const BEFORE = 3;
const AFTER = 8;

/** So far back it is looked for: what is further away was not the end of it. */
export const LOOKED_AT = 400;

/** What tools begin their complaint with. */
const SIGNS = [
  /^\s*(?:\[?error\]?|fatal|panic|abort(?:ed)?)\b\s*[:[!]/i,
  /\b[A-Z]\w*(?:Error|Exception)\b\s*[:[]/,
  /\berror(?: TS\d+|\[E\d+\])?:\s/i,
  /^\s*(?:✘|✖|✗|×|⨯|❌)\s/,
  /\[ERROR\]|^\s*FAIL(?:ED)?\b|\bBuild failed\b|\bFailed to (?:compile|load|resolve|parse)\b/i,
  /\b(?:Cannot find|Could not resolve|Module not found|command not found|No such file|Unexpected token|is not defined)\b/i,
];

/** What comes behind the complaint and says no more. */
const ECHOES =
  /^\s*(?:npm|pnpm|yarn|bun)\b.*\b(?:ERR!|error|ELIFECYCLE)|^\s*at\s|exited? (?:with )?(?:code|status)|Command failed|lifecycle script/i;

/**
 * Where in the end of a log it went wrong: the first sign of the last complaint. What package managers say about it afterwards is passed
 * over, and so is an error that was long got over.
 */
export function findFailure(lines: readonly FailureLine[]): Failure | null {
  const end = lines.slice(-LOOKED_AT);
  const own = end.filter((line) => line.stream !== "system");
  const signs = own.filter((line) => isSign(line.text));
  const found = firstOfLast(signs, own) ?? own.findLast((line) => ECHOES.test(line.text)) ?? own.at(-1) ?? end.at(-1);
  if (!found) return null;
  const place = end.indexOf(found);
  return {
    at: found.seq,
    from: (end[Math.max(0, place - BEFORE)] ?? found).seq,
    to: (end[Math.min(end.length - 1, place + AFTER)] ?? found).seq,
  };
}

const isSign = (text: string) => !ECHOES.test(text) && SIGNS.some((sign) => sign.test(text));

/** Signs that stand near each other belong to one complaint. */
function firstOfLast(signs: readonly FailureLine[], lines: readonly FailureLine[]): FailureLine | undefined {
  let first = signs.length - 1;
  const placeOf = (index: number) => lines.indexOf(signs[index] as FailureLine);
  while (first > 0 && placeOf(first) - placeOf(first - 1) <= AFTER) first--;
  return signs[first];
}
