export const text = {
  state: {
    connecting: "Connecting",
    live: "Live",
    polling: "Not live",
    offline: "Offline",
  },
  about: {
    connecting: "The live connection is being made.",
    live: "What changes is shown as it happens.",
    polling: "The live connection is away. What changes is asked for every few seconds; press to connect now.",
    offline: "The server does not answer. What you press now waits until it does; press here to try at once.",
  },
  retry: "Connect now",
  title: (count: number) => (count === 1 ? "1 action" : `${count} actions`),
  waiting: "Waits for the server",
  sending: "Being sent",
  refused: "Not done",
  dismiss: (label: string) => `Dismiss: ${label}`,
} as const;
