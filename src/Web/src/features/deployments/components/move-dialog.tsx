import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error";
import { buildQuery } from "@/lib/api/get-build";
import type { Build, Deployment, Project } from "@/lib/api/types";
import { text as common } from "@/lib/text";
import { useAction } from "@/lib/use-action";
import { activateBuild } from "../api/activate-build";
import type { Move } from "../model/controls";
import { text } from "../text";
import { Change } from "./change";

type Props = {
  move: Move;
  project: Project;
  active: Deployment | null;
  goal: Build;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

const ACTIONS: Record<Move, string> = {
  rollBack: text.rollBackTo,
  promote: text.promote,
  activate: text.activate,
  redeploy: text.redeploy,
};

/** Says what would change for visitors, and asks whether it is to. */
export function MoveDialog({ move, project, active, goal, isOpen, onOpenChange }: Props) {
  const { data: current } = useQuery({ ...buildQuery(active?.build_id ?? ""), enabled: isOpen && active !== null });
  const { run, isBusy, error, forget } = useAction({ onAccepted: () => onOpenChange(false) });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        forget();
        onOpenChange(open);
      }}
      title={text.confirm[move](project.name)}
      about={text.about}
    >
      <div className="grid gap-4">
        <Change from={active === null ? null : current} to={goal} />
        {error && <ErrorNote error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>{common.cancel}</Button>
          <Button look="primary" isBusy={isBusy} onClick={() => void run(activateBuild(goal, move))}>
            {ACTIONS[move]}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
