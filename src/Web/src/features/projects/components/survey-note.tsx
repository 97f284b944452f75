import { Spinner } from "@/components/ui/spinner";
import { Problem } from "@/lib/api/problem";
import type { Survey } from "@/lib/api/types";
import { presetName } from "../model/presets";
import { text } from "../text";

type Props = { seen: Survey | undefined; isLooking: boolean; error: unknown };

/** What was found in the repository. Where nothing could be, the first build finds out: that is no reason not to deploy. */
export function SurveyNote({ seen, isLooking, error }: Props) {
  return (
    <span role="status" className="block min-h-15">
      {isLooking ? (
        <span className="flex items-center gap-2">
          <Spinner />
          {text.new.survey.looking}
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
          {text.new.survey.of(seen.branch, seen.commit_sha.slice(0, 7))}
        </>
      ) : error ? (
        text.new.survey.failed(reason(error))
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
