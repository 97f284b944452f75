import fc from "fast-check";
import type { Build, BuildStatus, Deployment, DeploymentStatus, Project } from "@/lib/api/types";
import type { LogLine } from "@/lib/log-line";

const AT = "2026-11-21T12:00:00.000Z";

export const aProject = (changes: Partial<Project> = {}): Project =>
  ({
    id: "prj_1",
    team_id: "team_1",
    name: "site",
    git_url: "https://github.com/ada/site",
    branch: "main",
    production_url: "http://site.localhost:8080",
    active_deployment_id: null,
    created_at: AT,
    updated_at: AT,
    ...changes,
  }) as Project;

export const aBuild = (changes: Partial<Build> = {}): Build => ({
  id: "bld_1",
  project_id: "prj_1",
  status: "success",
  reason: null,
  step: "upload",
  attempt: 1,
  commit_sha: "a".repeat(40),
  branch: "main",
  message: "Say hello",
  author: "Ada",
  changed_paths: null,
  changed_count: null,
  artifact_id: null,
  preview_url: null,
  branch_url: null,
  environment: null,
  production: false,
  upload_id: null,
  created_at: AT,
  started_at: AT,
  completed_at: AT,
  duration_ms: 1_000,
  ...changes,
});

export const aDeployment = (changes: Partial<Deployment> = {}): Deployment => ({
  id: "dpl_1",
  project_id: "prj_1",
  build_id: "bld_1",
  status: "inactive",
  is_rollback: false,
  reason: null,
  detail: null,
  app: null,
  activated_at: AT,
  created_at: AT,
  ...changes,
});

export const aLine = (seq: number, text = `line ${seq}`): LogLine => ({
  seq,
  at: AT,
  stream: "stdout",
  step: "build",
  text,
});

export const buildStatus = fc.constantFrom<BuildStatus>("pending", "building", "success", "failed", "canceled");
export const deploymentStatus = fc.constantFrom<DeploymentStatus>("activating", "active", "inactive", "unhealthy");

/** Some builds of a project, the newest first; those that succeeded have an address. */
export const builds = (most: number): fc.Arbitrary<Build[]> =>
  fc
    .array(
      fc.record({
        status: buildStatus,
        branch: fc.constantFrom("main", "feature/x", "fix-1"),
        sha: fc.integer({ min: 0, max: 0xffffff }),
      }),
      {
        maxLength: most,
      },
    )
    .map((some) =>
      some.map(({ status, branch, sha }, index) => {
        const number = some.length - index;
        return aBuild({
          id: `bld_${String(number).padStart(4, "0")}`,
          status,
          branch,
          message: `Change ${number}`,
          commit_sha: sha.toString(16).padStart(40, "0"),
          preview_url: status === "success" ? `http://site-2${number}.localhost:8080` : null,
        });
      }),
    );
