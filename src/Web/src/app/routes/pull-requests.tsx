import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Skeleton } from "@/components/ui/skeleton";
import { PullRequests } from "@/features/pulls/components/pull-requests";
import { Reports } from "@/features/pulls/components/reports";
import { projectQuery } from "@/lib/api/get-project";
import { useWatchProject } from "@/lib/live-context";
import { text } from "../text";

export const Route = createLazyRoute("/frame/projects/$id/pull-requests")({ component: PullRequestsPage });

function PullRequestsPage() {
  const { id } = Route.useParams();
  useWatchProject(id);
  const { data: project } = useQuery(projectQuery(id));
  if (!project) return <Skeleton className="h-96" />;
  return (
    <div className="grid grid-cols-1 gap-6">
      <h1 className="sr-only">{text.project.pulls}</h1>
      <PullRequests project={project} />
      <Reports projectId={id} />
    </div>
  );
}
