import type { BuildView, DeploymentView, MemberAnswer, paths, TokenAnswer, VariableView } from "./schema";

export type {
  AccountAnswer as Account,
  AuditView as AuditEntry,
  BuildView as Build,
  ClusterView as Cluster,
  DeploymentView as Deployment,
  DomainView as Domain,
  GitCredentialAnswer as GitCredential,
  HookAnswer as DeployHook,
  InvitationAnswer as Invitation,
  MemberAnswer as Member,
  ProjectView as Project,
  PullAnswer as PullRequest,
  ReportAnswer as Report,
  RepositoryAnswer as Repository,
  SiloView as Silo,
  SurveyAnswer as Survey,
  TeamAnswer as Team,
  TokenAnswer as Token,
  VariableView as Variable,
  WebhookAnswer as Webhook,
} from "./schema";

export type BuildStatus = BuildView["status"];
export type DeploymentStatus = DeploymentView["status"];
export type Role = MemberAnswer["role"];
export type TokenRole = TokenAnswer["role"];
export type Target = VariableView["target"][number];
export type Scope = VariableView["scope"];

/** A part of a list, and where the next part begins. */
export type Page<Item> = { items: Item[]; next: string | null };

type BodyOf<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

export type NewProjectBody = BodyOf<"/api/projects", "post">;
export type ProjectBody = BodyOf<"/api/projects/{id}", "put">;
export type Preset = NonNullable<NewProjectBody["app_type"]>;
