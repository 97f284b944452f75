import { useQuery } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Skeleton } from "@/components/ui/skeleton";
import { BuildHistory } from "@/features/builds/components/build-history";
import { NewBuildButton } from "@/features/builds/components/new-build-button";
import { ActiveDeployment } from "@/features/deployments/components/active-deployment";
import { projectQuery } from "@/lib/api/get-project";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/")({ component: ProjectPage });

function ProjectPage() {
  const { id } = Route.useParams();
  useWatchProject(id);
  const { data: project } = useQuery(projectQuery(id));
  const navigate = useNavigate();
  const show = (build: string) =>
    void navigate({ to: "/projects/$id/builds/$build_id", params: { id, build_id: build } });
  return (
    <div className="grid grid-cols-1 gap-6">
      <h1 className="sr-only">{text.project.overview}</h1>
      {project ? <ActiveDeployment project={project} /> : <Skeleton className="h-46 sm:h-28" />}
      <BuildHistory projectId={id} actions={project && <NewBuildButton project={project} onBuild={show} />} />
    </div>
  );
}
