import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { accountQuery } from "@/lib/account";
import { Problem } from "@/lib/api/problem";
import { CrashPage } from "./crash-page";
import { Frame } from "./frame";
import { NotFoundPage } from "./not-found-page";
import { ProjectFrame } from "./project-frame";

type Context = { queryClient: QueryClient };

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFoundPage });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search): { link?: string; next?: string; refused?: string } => ({
    link: text(search.link),
    next: text(search.next),
    refused: text(search.refused),
  }),
}).lazy(() => import("./routes/login").then((page) => page.Route));

const invitation = createRoute({ getParentRoute: () => root, path: "/invitation" }).lazy(() =>
  import("./routes/invitation").then((page) => page.Route),
);

/** All pages for those who are logged in. */
const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: Frame,
  // Without the frame there is no other part of the page that could be the main one.
  errorComponent: (props) => (
    <main>
      <CrashPage {...props} />
    </main>
  ),
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(accountQuery);
    } catch (error) {
      if (Problem.from(error).status !== 401) throw error;
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
});

const home = createRoute({ getParentRoute: () => frame, path: "/" }).lazy(() =>
  import("./routes/projects").then((page) => page.Route),
);

const newProject = createRoute({ getParentRoute: () => frame, path: "/new" }).lazy(() =>
  import("./routes/new-project").then((page) => page.Route),
);

const team = createRoute({ getParentRoute: () => frame, path: "/team" }).lazy(() =>
  import("./routes/team").then((page) => page.Route),
);

const audit = createRoute({ getParentRoute: () => frame, path: "/audit" }).lazy(() =>
  import("./routes/audit").then((page) => page.Route),
);

const cluster = createRoute({ getParentRoute: () => frame, path: "/cluster" }).lazy(() =>
  import("./routes/cluster").then((page) => page.Route),
);

const account = createRoute({ getParentRoute: () => frame, path: "/account" }).lazy(() =>
  import("./routes/account").then((page) => page.Route),
);

const device = createRoute({
  getParentRoute: () => frame,
  path: "/device",
  validateSearch: (search): { code?: string } => ({ code: text(search.code) }),
}).lazy(() => import("./routes/device").then((page) => page.Route));

const project = createRoute({ getParentRoute: () => frame, path: "/projects/$id", component: ProjectFrame });

const overview = createRoute({ getParentRoute: () => project, path: "/" }).lazy(() =>
  import("./routes/project").then((page) => page.Route),
);

const build = createRoute({ getParentRoute: () => project, path: "/builds/$build_id" }).lazy(() =>
  import("./routes/build").then((page) => page.Route),
);

const deployments = createRoute({ getParentRoute: () => project, path: "/deployments" }).lazy(() =>
  import("./routes/deployments").then((page) => page.Route),
);

const pulls = createRoute({ getParentRoute: () => project, path: "/pull-requests" }).lazy(() =>
  import("./routes/pull-requests").then((page) => page.Route),
);

const logs = createRoute({ getParentRoute: () => project, path: "/logs" }).lazy(() =>
  import("./routes/logs").then((page) => page.Route),
);

const settings = createRoute({ getParentRoute: () => project, path: "/settings" }).lazy(() =>
  import("./routes/settings").then((page) => page.Route),
);

const routes = root.addChildren([
  login,
  invitation,
  frame.addChildren([
    home,
    newProject,
    team,
    audit,
    cluster,
    account,
    device,
    project.addChildren([overview, build, deployments, pulls, logs, settings]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { queryClient },
    defaultPreload: "intent",
    defaultErrorComponent: CrashPage,
    notFoundMode: "root",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
