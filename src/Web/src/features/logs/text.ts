const number = new Intl.NumberFormat("en");

export const text = {
  lines: (count: number) => (count === 1 ? "1 line" : `${number.format(count)} lines`),
  newLines: (count: number) => (count === 1 ? "1 new line" : `${number.format(count)} new lines`),
  empty: "Nothing has been printed yet.",
  reading: "Reading the log…",
  emptyForGood: "Nothing was printed.",
  search: "Search the log",
  searchHint: "Search, or :120 for a line",
  found: (place: number, count: number, isMore: boolean) =>
    `${number.format(place)} of ${number.format(count)}${isMore ? "+" : ""}`,
  foundNothing: "Not found",
  searching: "Searching…",
  next: "Next match",
  previous: "Match before",
  wrap: "Wrap long lines",
  copy: "Copy the log",
  copyRange: "Copy the chosen lines",
  copyTooLong: "It is too long for the clipboard; download it instead.",
  copied: "Copied",
  download: "Download the log",
  follow: "Follow",
  resume: "Follow the log again",
  line: (seq: number) => `Line ${number.format(seq)}`,
  unread: "…",
  clear: "Choose no lines",
} as const;
