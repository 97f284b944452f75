export const text = {
  title: "Pull requests",
  about:
    "What the repository's host has told of, by the webhook of the project's settings. Each gets an address of its own; one from a fork is built when somebody has looked at it.",
  none: "No pull requests yet.",
  open: (number: number) => `Look at #${number}`,
  fork: "from a fork",
  by: (author: string) => `by ${author}`,
  states: {
    held: "Waits for approval",
    skipped: "Not built",
    removed: "Taken away",
    building: "Is built",
    closed: "Closed",
  },
  build: "Build",
  buildOf: (number: number) => `The build of #${number}`,
  approve: "Approve",
  approveTitle: (number: number) => `Build #${number}?`,
  approveAbout: (commit: string, author: string) =>
    `Commands of ${commit} by ${author} run on this server then, without the variables of the project. Look at what it changes first: a commit that is pushed later waits again.`,
  approved: (number: number) => `#${number} is built`,
  reports: "Told to the host",
  reportsAbout:
    "What the repository's host was told of builds: as the status of a commit, as a deployment and as a comment.",
  reportsNone: "Nothing was told yet.",
  kinds: { status: "Commit status", deployment: "Deployment", comment: "Comment" },
  ends: { told: "Told", waiting: "Is told again", dead: "Given up" },
  tries: (tries: number) => (tries === 1 ? "1 attempt" : `${tries} attempts`),
} as const;
