import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Skeleton } from "@/components/ui/skeleton";
import { BuildHistory } from "@/features/builds/components/build-history";
import { ActiveDeployment } from "@/features/deployments/components/active-deployment";
import { projectQuery } from "@/lib/api/get-project";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/")({ component: ProjectPage });

function ProjectPage() {
  const { id } = Route.useParams();
  useWatchProject(id);
  const { data: project } = useQuery(projectQuery(id));
  return (
    <div className="grid grid-cols-1 gap-6">
      <h1 className="sr-only">{text.project.overview}</h1>
      {project ? <ActiveDeployment project={project} /> : <Skeleton className="h-46 sm:h-28" />}
      <BuildHistory projectId={id} />
    </div>
  );
}
