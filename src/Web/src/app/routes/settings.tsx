import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { useState } from "react";
import { SkeletonList } from "@/components/ui/skeleton";
import { Domains } from "@/features/domains/components/domains";
import { DeployHooks } from "@/features/hooks/components/deploy-hooks";
import { BuildSettings } from "@/features/projects/components/build-settings";
import { DangerZone } from "@/features/projects/components/danger-zone";
import { GeneralSettings } from "@/features/projects/components/general-settings";
import { GitSettings } from "@/features/projects/components/git-settings";
import { EnvironmentVariables } from "@/features/variables/components/environment-variables";
import { projectQuery } from "@/lib/api/get-project";
import type { Project } from "@/lib/api/types";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/settings")({ component: SettingsPage });

function SettingsPage() {
  const { id } = Route.useParams();
  const { data: project, refetch } = useQuery(projectQuery(id));
  const [filled, setFilled] = useState(0);
  useWatchProject(id);
  /** Fills the forms anew: what was typed goes, and what somebody else has saved comes. */
  const reload = async () => {
    await refetch();
    setFilled(filled + 1);
  };
  return project ? (
    <Settings key={`${id} ${filled}`} read={project} onReload={reload} />
  ) : (
    <SkeletonList count={3} className="h-64" />
  );
}

function Settings({ read, onReload }: { read: Project; onReload: () => void }) {
  const navigate = Route.useNavigate();
  const [project, setProject] = useState(read);
  const part = { project, onSaved: setProject, onReload };
  return (
    <div className="grid gap-8 lg:grid-cols-[11rem_minmax(0,1fr)]">
      <nav aria-label={text.project.settings} className="hidden lg:block">
        <ul className="sticky top-20 grid gap-0.5 text-sm">
          {Object.entries(text.settings).map(([name, label]) => (
            <li key={name}>
              <a href={`#${name}`} className="block rounded-md px-2.5 py-1.5 text-soft hover:bg-sunken hover:text-ink">
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="grid min-w-0 gap-6 [&>section]:scroll-mt-20">
        <h1 className="sr-only">{text.project.settings}</h1>
        <GeneralSettings {...part} />
        <BuildSettings {...part} />
        <GitSettings {...part} />
        <EnvironmentVariables project={project} />
        <Domains project={read} />
        <DeployHooks project={project} />
        <DangerZone project={project} onGone={() => navigate({ to: "/" })} />
      </div>
    </div>
  );
}
