import { createLazyRoute } from "@tanstack/react-router";
import { NewProjectForm } from "@/features/projects/components/new-project-form";
import { text } from "@/features/projects/text";

export const Route = createLazyRoute("/frame/new")({ component: NewProjectPage });

function NewProjectPage() {
  const navigate = Route.useNavigate();
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <div>
        <h1 className="text-2xl">{text.new.title}</h1>
        <p className="text-soft">{text.new.about}</p>
      </div>
      <NewProjectForm
        onStarted={({ projectId, buildId }) =>
          navigate({ to: "/projects/$id/builds/$build_id", params: { id: projectId, build_id: buildId } })
        }
      />
    </div>
  );
}
