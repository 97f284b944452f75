import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/ui/toast";
import { Problem } from "@/lib/api/problem";
import type { Project, ProjectBody } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { changeProject } from "../api/change-project";
import { text } from "../text";

/** What a form of settings has to do with its page: what was read, and what comes of it. */
export type PartProps = {
  /** As it was when the forms were filled, and as they have saved it since. */
  project: Project;
  onSaved: (project: Project) => void;
  onReload: () => void;
};

/**
 * Saves a part of the settings, over what the forms were filled with and nothing newer: what somebody else has saved meanwhile may be known
 * to the page, and still not have been seen by whoever fills a form.
 */
export function useChangeProject({ project, onSaved }: PartProps, onRefused: (error: unknown) => void) {
  const queries = useQueryClient();
  const { say } = useToast();
  const { mutate, isPending, error } = useMutation({
    mutationFn: changeProject,
    onSuccess: async (changed) => {
      onSaved(changed);
      queries.setQueryData(keys.project(project.id), changed);
      say(text.settings.saved, text.settings.savedAbout);
      await queries.invalidateQueries({ queryKey: keys.projects, exact: true });
    },
    onError: (refused) =>
      onRefused(isStale(refused) ? new Problem(412, text.settings.title, text.settings.stale) : refused),
  });
  return {
    isSaving: isPending,
    isStale: isStale(error),
    save: (change: Partial<ProjectBody>) => mutate({ project, change }),
  };
}

const isStale = (error: unknown) => error instanceof Problem && error.status === 412;
