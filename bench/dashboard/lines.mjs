/** The lines of a build that never was, each the same whenever it is asked for. */
export const lineOf = (seq) => ({
  seq,
  at: new Date(1_790_000_000_000 + seq).toISOString(),
  stream: seq % 50 === 0 ? "stderr" : "stdout",
  step: "build",
  text: `\u001b[3${seq % 8}m[${seq}]\u001b[0m transforming src/features/part-${seq % 997}/components/panel-${seq % 89}.tsx in ${seq % 23} ms`,
});

export const linesOf = (from, count) => Array.from({ length: count }, (_, i) => lineOf(from + i));
