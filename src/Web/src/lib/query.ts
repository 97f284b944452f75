import { QueryClient } from "@tanstack/react-query";
import { Problem } from "@/lib/api/problem";

const MOST_TRIES = 3;

export function createQueryClient(onLoggedOut: () => void): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // Live events bring what is new; this only bounds how old it is where they do not come.
        staleTime: 10_000,
        retry: (failures, error) => Problem.from(error).isPassing && failures < MOST_TRIES,
        retryDelay: (failures, error) => (Problem.from(error).retryAfterSeconds ?? 2 ** failures) * 1000,
      },
      mutations: { networkMode: "always" },
    },
  });
  client.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error" && Problem.from(event.action.error).status === 401) {
      onLoggedOut();
    }
  });
  return client;
}

/** Under which names answers are kept. Live events patch and renew them by these. */
export const keys = {
  me: ["me"],
  loginOptions: ["login-options"],
  device: (code: string) => ["device", code],
  projects: ["projects"],
  project: (id: string) => ["projects", id],
  builds: (project: string) => ["projects", project, "builds"],
  deployments: (project: string) => ["projects", project, "deployments"],
  variables: (project: string) => ["projects", project, "env"],
  domains: (project: string) => ["projects", project, "domains"],
  hooks: (project: string) => ["projects", project, "hooks"],
  gitCredential: (project: string) => ["projects", project, "git-credential"],
  webhook: (project: string) => ["projects", project, "webhook"],
  pulls: (project: string) => ["projects", project, "pull-requests"],
  reports: (project: string) => ["projects", project, "reports"],
  build: (id: string) => ["builds", id],
  buildLog: (id: string) => ["builds", id, "log"],
  deployment: (id: string) => ["deployments", id],
  appLog: (id: string) => ["deployments", id, "log"],
  teams: ["teams"],
  members: (team: string) => ["teams", team, "members"],
  invitations: (team: string) => ["teams", team, "invitations"],
  tokens: ["tokens"],
  audit: (team: string) => ["audit", team],
  cluster: ["cluster"],
  repositories: ["repositories"],
  survey: (of: object) => ["survey", of],
} as const;
