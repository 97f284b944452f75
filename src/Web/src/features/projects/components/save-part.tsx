import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import type { Problem } from "@/lib/api/problem";
import { text } from "../text";

type Props = {
  problem: Problem | null;
  isSaving: boolean;
  isChanged: boolean;
  isStale: boolean;
  whyNot: string | undefined;
  onReload: () => void;
};

/** The end of a form of settings: what was refused, and the button. */
export function SavePart({ problem, isSaving, isChanged, isStale, whyNot, onReload }: Props) {
  return (
    <>
      {problem && <ErrorNote error={problem} />}
      {isStale ? (
        <Button className="justify-self-start" onClick={onReload}>
          {text.settings.reload}
        </Button>
      ) : (
        <Button
          type="submit"
          look="primary"
          className="justify-self-start"
          isBusy={isSaving}
          whyNot={whyNot}
          disabled={!isChanged}
        >
          {text.settings.save}
        </Button>
      )}
    </>
  );
}
