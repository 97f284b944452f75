import { screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { Entrance } from "@/features/account/components/entrance";
import { AuditLog } from "@/features/audit/components/audit-log";
import { ClusterView } from "@/features/cluster/components/cluster-view";
import { Domains } from "@/features/domains/components/domains";
import { DeployHooks } from "@/features/hooks/components/deploy-hooks";
import { BuildSettings } from "@/features/projects/components/build-settings";
import { DangerZone } from "@/features/projects/components/danger-zone";
import { NewProjectForm } from "@/features/projects/components/new-project-form";
import { ProjectList } from "@/features/projects/components/project-list";
import { PullRequests } from "@/features/pulls/components/pull-requests";
import { Reports } from "@/features/pulls/components/reports";
import { Invitations } from "@/features/teams/components/invitations";
import { Members } from "@/features/teams/components/members";
import { Tokens } from "@/features/tokens/components/tokens";
import { EnvironmentVariables } from "@/features/variables/components/environment-variables";
import type { Team } from "@/lib/api/types";
import { barriersOf } from "@/testing/axe";
import { aBuild, aProject } from "@/testing/builders";
import { renderPage } from "@/testing/render-page";

const AT = "2026-11-21T12:00:00.000Z";
const team: Team = { id: "team_1", name: "Ada's team", role: "owner", created_at: AT };
const project = aProject({
  active_deployment_id: "dpl_1",
  health_path: "/",
  app_memory_mb: 1024,
  app_processes: 512,
  auto_activate: true,
});

const lists: Record<string, unknown[]> = {
  "/projects": [project],
  "/projects/prj_1/builds": [aBuild()],
  "/projects/prj_1/env": [
    { id: "env_1", key: "API_KEY", value: "••••••••", target: ["preview"], scope: "both", version: 1, updated_at: AT },
  ],
  "/projects/prj_1/domains": [
    {
      name: "www.example.test",
      is_verified: false,
      url: "http://www.example.test",
      records: [{ type: "TXT", name: "_minivercel.www.example.test", value: "minivercel-verify=x", is_found: false }],
      problem: "There is no TXT record.",
      checked_at: AT,
    },
  ],
  "/projects/prj_1/hooks": [{ id: "hok_1", project_id: "prj_1", name: "CMS", branch: "main", created_at: AT }],
  "/projects/prj_1/pull-requests": [
    {
      number: 7,
      title: "Say goodbye",
      author: "mallory",
      branch: "goodbye",
      commit_sha: "b".repeat(40),
      is_open: true,
      from_fork: true,
      status: "held",
      build_id: "bld_7",
    },
  ],
  "/projects/prj_1/webhook/reports": [
    {
      kind: "comment",
      subject: "pull/7",
      build_id: "bld_7",
      told: "success",
      tries: 3,
      error: "403 Forbidden",
      status: "dead",
    },
  ],
  "/teams/team_1/members": [{ user_id: "usr_1", name: "Ada", email: "ada@example.com", role: "owner" }],
  "/teams/team_1/invitations": [{ id: "inv_1", email: null, role: "viewer", expires_at: AT }],
  "/tokens": [{ id: "tok_1", team_id: "team_1", name: "CI", role: "read", expires_at: AT, last_used_at: null }],
  "/audit": [
    { id: "aud_1", at: AT, actor: "Ada", action: "projects.create", subject: "prj_1", after: { id: "prj_1" } },
  ],
};

const single: Record<string, unknown> = {
  "/auth/options": { signup: "open", github: true, is_new: false },
  "/cluster": {
    version: "0.1.0",
    route_clock: { epoch: 1, n: 2 },
    queued_builds: 0,
    silos: [{ id: "silo_1", roles: ["gateway"], is_alive: true, lease_age_seconds: 0.1, started_at: AT, applied_n: 2 }],
  },
};

const part = { project, onSaved: () => {}, onReload: () => {} };

const pages: [name: string, page: ReactNode, shows: string | RegExp][] = [
  ["the projects", <ProjectList key="a" />, "site"],
  ["a new project", <NewProjectForm key="b" onStarted={() => {}} />, "Deploy"],
  ["the build settings", <BuildSettings key="c" {...part} />, "Health check"],
  ["the variables", <EnvironmentVariables key="d" project={project} />, "API_KEY"],
  ["the domains", <Domains key="e" project={project} />, "www.example.test"],
  ["the hooks", <DeployHooks key="f" project={project} />, "CMS"],
  ["the pull requests", <PullRequests key="n" project={project} />, "Approve"],
  ["what was told", <Reports key="o" projectId="prj_1" />, "403 Forbidden"],
  ["the danger zone", <DangerZone key="g" project={project} onGone={() => {}} />, "Danger zone"],
  ["the members", <Members key="h" team={team} />, /^Ada/],
  ["the invitations", <Invitations key="i" team={team} />, "Whoever has the link"],
  ["the tokens", <Tokens key="j" team={team} />, "CI"],
  ["the audit log", <AuditLog key="k" team="team_1" />, "projects.create"],
  ["the cluster", <ClusterView key="l" />, "silo_1"],
  ["the entrance", <Entrance key="m" next="/" onLoggedIn={() => {}} />, "Continue with GitHub"],
];

test.each(pages)("nothing of %s stands in anybody's way", async (_, page, shows) => {
  const { container } = renderPage(
    page,
    (__, path) => single[path] ?? (lists[path] && { items: lists[path], next: null }),
  );
  await screen.findAllByText(shows);
  expect(await barriersOf(container)).toEqual([]);
});
