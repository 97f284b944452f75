import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Skeleton } from "@/components/ui/skeleton";
import { ActiveDeployment } from "@/features/deployments/components/active-deployment";
import { DeploymentHistory } from "@/features/deployments/components/deployment-history";
import { projectQuery } from "@/lib/api/get-project";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/deployments")({ component: DeploymentsPage });

function DeploymentsPage() {
  const { id } = Route.useParams();
  useWatchProject(id);
  const { data: project } = useQuery(projectQuery(id));
  if (!project) return <Skeleton className="h-96" />;
  return (
    <div className="grid grid-cols-1 gap-6">
      <ActiveDeployment project={project} />
      <section className="grid grid-cols-1 gap-3">
        <div>
          <h1 className="text-lg">{text.deployments.title}</h1>
          <p className="text-soft text-sm">{text.deployments.about}</p>
        </div>
        <DeploymentHistory project={project} />
      </section>
    </div>
  );
}
