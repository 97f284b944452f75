import { createLazyRoute } from "@tanstack/react-router";
import { ProjectList } from "@/features/projects/components/project-list";
import { useWatchTeam } from "@/lib/live-context";

export const Route = createLazyRoute("/frame/")({ component: ProjectsPage });

function ProjectsPage() {
  useWatchTeam();
  return <ProjectList />;
}
