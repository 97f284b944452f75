import { skipToken, useQuery } from "@tanstack/react-query";
import { keys } from "@/lib/query";
import { branch, gitUrl, optional, relativePath } from "@/lib/rules";
import { useSettled } from "@/lib/use-settled";
import { folderSurveyQuery, repositorySurveyQuery } from "../api/get-survey";
import type { Folder } from "../model/folder";

const TYPED_MS = 600;

type Values = { git_url: string; branch: string; root_directory: string; team_id: string };
type Source = { kind: "repository"; isPrivate: boolean } | { kind: "folder"; folder: Folder | null };

/** Has the server look at what is to be deployed as soon as it is known, and again whenever something about it changes. */
export function useSurvey(isWanted: boolean, source: Source, values: Values) {
  const query = queryFor(source, values);
  const typed = JSON.stringify(query?.queryKey ?? null);
  const isAsked = useSettled(typed, TYPED_MS) === typed && isWanted && query !== null;
  const { data, error, isFetching } = useQuery(isAsked ? query : { queryKey: keys.survey({}), queryFn: skipToken });
  return isAsked ? { seen: data, error, isLooking: isFetching } : { seen: undefined, error: null, isLooking: false };
}

/** Nothing where what stands in the form is not right yet. */
function queryFor(source: Source, { git_url, branch: ref, root_directory, team_id }: Values) {
  if (optional(relativePath)(root_directory)) return null;
  const place = { ...(root_directory && { root_directory }), ...(team_id && { team_id }) };
  if (source.kind === "folder") return source.folder && folderSurveyQuery(source.folder, place);
  if (gitUrl(git_url) || optional(branch)(ref)) return null;
  return repositorySurveyQuery({
    git_url,
    ...(ref && { branch: ref }),
    ...(source.isPrivate && { from_github: true }),
    ...place,
  });
}
