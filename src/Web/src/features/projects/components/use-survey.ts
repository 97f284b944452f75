import { useQuery } from "@tanstack/react-query";
import { branch, gitUrl, optional, relativePath } from "@/lib/rules";
import { useSettled } from "@/lib/use-settled";
import { surveyQuery } from "../api/get-survey";

const TYPED_MS = 600;

type Source = { git_url: string; branch: string; root_directory: string; team_id: string };

/** Has the server look into a repository as soon as its address stands there, and again whenever something about it changes. */
export function useSurvey(isWanted: boolean, { git_url, branch: ref, root_directory, team_id }: Source) {
  const typed = JSON.stringify({ git_url, branch: ref, root_directory, team_id });
  const isRight = !gitUrl(git_url) && !optional(branch)(ref) && !optional(relativePath)(root_directory);
  const enabled = useSettled(typed, TYPED_MS) === typed && isWanted && isRight;
  const { data, error, isFetching } = useQuery({
    ...surveyQuery({
      git_url,
      ...(ref && { branch: ref }),
      ...(root_directory && { root_directory }),
      ...(team_id && { team_id }),
    }),
    enabled,
  });
  return enabled ? { seen: data, error, isLooking: isFetching } : { seen: undefined, error: null, isLooking: false };
}
