import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Build, BuildStatus, Deployment, DeploymentStatus, Project } from "./api/types";
import { keys } from "./query";

export interface BuildStatusEvent {
  build_id: string;
  status: BuildStatus;
  step: Build["step"];
  reason: Build["reason"];
}

export interface DeploymentStatusEvent {
  deployment_id: string;
  project_id: string;
  status: DeploymentStatus;
  reason: Deployment["reason"];
}

export interface ChangedEvent {
  kind: string;
  id: string;
  version: number;
}

/** How far along a build or a deployment is: what is told late does not take it back. */
const PROGRESS: Record<BuildStatus | DeploymentStatus, number> = {
  pending: 0,
  building: 1,
  success: 2,
  failed: 2,
  canceled: 2,
  activating: 0,
  active: 1,
  inactive: 2,
  unhealthy: 2,
};

/** Which answers a change of a kind may make old. */
const NOUNS: Record<string, readonly string[]> = {
  project: ["projects"],
  build: ["builds", "pull-requests", "reports"],
  deployment: ["deployments", "projects"],
  app: ["deployments"],
  variable: ["env"],
  domain: ["domains"],
};

const TOGETHER_MS = 150;
const REMEMBERED_VERSIONS = 2_000;

/**
 * What the live events do to the query cache: a status is written into the answers that show it, and of a change the answers concerned are
 * asked for again, many changes at once.
 */
export class LiveCache {
  private readonly versions = new Map<string, number>();
  private readonly waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly queries: QueryClient) {}

  buildStatus({ build_id, status, step, reason }: BuildStatusEvent): void {
    const patch = (build: Build): Build =>
      build.id === build_id && isForward(build.status, status) ? { ...build, status, step, reason } : build;
    this.patch(keys.build(build_id), "builds", patch);
  }

  deploymentStatus({ deployment_id, project_id, status, reason }: DeploymentStatusEvent): void {
    const patch = (deployment: Deployment): Deployment =>
      deployment.id === deployment_id && isForward(deployment.status, status)
        ? { ...deployment, status, reason }
        : deployment;
    this.patch(keys.deployment(deployment_id), "deployments", patch, project_id);
    if (status === "active")
      this.queries.setQueryData<Project>(
        keys.project(project_id),
        (known) => known && { ...known, active_deployment_id: deployment_id },
      );
  }

  changed({ kind, id, version }: ChangedEvent): void {
    const thing = `${kind} ${id}`;
    if ((this.versions.get(thing) ?? -1) >= version) return;
    this.versions.delete(thing);
    this.versions.set(thing, version);
    if (this.versions.size > REMEMBERED_VERSIONS) this.versions.delete(this.versions.keys().next().value as string);
    this.waiting.add(thing);
    this.timer ??= setTimeout(this.askAgain, TOGETHER_MS);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.clear();
  }

  private readonly askAgain = (): void => {
    const changed = [...this.waiting].map((thing) => thing.split(" ") as [kind: string, id: string]);
    this.stop();
    void this.queries.invalidateQueries({
      predicate: ({ queryKey }) => changed.some(([kind, id]) => isAbout(queryKey, kind, id)),
    });
  };

  private patch<T>(single: QueryKey, noun: string, patch: (item: T) => T, project?: string): void {
    this.queries.setQueryData<T>(single, (known) => known && patch(known));
    this.queries.setQueriesData<InfiniteData<{ items: T[] }>>(
      {
        predicate: ({ queryKey: [first, id, list] }) =>
          first === "projects" && list === noun && (project === undefined || project === id),
      },
      (known) =>
        known && "pages" in known
          ? { ...known, pages: known.pages.map((page) => ({ ...page, items: page.items.map(patch) })) }
          : known,
    );
  }
}

function isForward<T extends BuildStatus | DeploymentStatus>(from: T, to: T): boolean {
  return PROGRESS[to] >= PROGRESS[from];
}

/** An answer about the thing itself, or a list of such things. */
function isAbout(key: QueryKey, kind: string, id: string): boolean {
  if (key[2] === "log") return false;
  const [first, , third] = key;
  return (NOUNS[kind] ?? []).some((noun) =>
    first === noun && third === undefined ? key.length === 1 || key[1] === id || noun === "projects" : third === noun,
  );
}
