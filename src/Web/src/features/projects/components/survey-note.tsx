import { Spinner } from "@/components/ui/spinner";
import { Problem } from "@/lib/api/problem";
import type { Survey } from "@/lib/api/types";
import { presetName } from "../model/presets";
import { text } from "../text";

type Props = { isFolder: boolean; seen: Survey | undefined; isLooking: boolean; error: unknown };

/** What was found in the repository or the folder. Where nothing could be, the first build finds out: that is no reason not to deploy. */
export function SurveyNote({ isFolder, seen, isLooking, error }: Props) {
  return (
    <span role="status" className="block min-h-15">
      {isLooking ? (
        <span className="flex items-center gap-2">
          <Spinner />
          {text.new.survey.looking(isFolder)}
        </span>
      ) : seen ? (
        <>
          {text.new.survey.found(presetName(seen.app_type))}{" "}
          {seen.build_command ? (
            <>
              {text.new.survey.builtBy} <code className="wrap-anywhere text-ink">{seen.build_command}</code>
            </>
          ) : (
            text.new.survey.notBuilt
          )}
          {seen.branch && seen.commit_sha ? text.new.survey.of(seen.branch, seen.commit_sha.slice(0, 7)) : "."}
        </>
      ) : error ? (
        text.new.survey.failed(isFolder, reason(error))
      ) : (
        text.new.presetHint
      )}
    </span>
  );
}

function reason(error: unknown): string {
  const problem = Problem.from(error);
  return problem.firstFieldError ?? problem.message;
}
