import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleFadingArrowUp, ExternalLink, RotateCcw, Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useWhyNot } from "@/lib/account";
import { buildQuery } from "@/lib/api/get-build";
import { deploymentsQuery } from "@/lib/api/list-deployments";
import type { Build, Deployment, Project } from "@/lib/api/types";
import { activeOf, type Move, moveTo, rollbackGoal } from "../model/controls";
import { text } from "../text";
import { MoveDialog } from "./move-dialog";

const LABELS: Record<Move, string> = {
  rollBack: text.rollBack,
  promote: text.promote,
  activate: text.activate,
  redeploy: text.redeploy,
};

const ICONS: Record<Move, typeof Undo2> = {
  rollBack: Undo2,
  promote: CircleFadingArrowUp,
  activate: CircleFadingArrowUp,
  redeploy: RotateCcw,
};

type Props = { project: Project; build: Build; size?: "md" | "sm"; hasVisit?: boolean };

/** What can be done with a build: look at it, and let it serve the project. */
export function DeploymentControls({ project, build, size = "md", hasVisit = false }: Props) {
  const { data } = useInfiniteQuery(deploymentsQuery(project.id));
  const history = data?.pages.flatMap((page) => page.items);
  const active = activeOf(project.active_deployment_id, history ?? []);
  const mayNot = useWhyNot("deploy", project.team_id);
  const [isOpen, setOpen] = useState(false);
  if (!history) return null;

  const move = moveTo(build, active, history);
  const url = move === "redeploy" ? project.production_url : build.preview_url;
  const Icon = ICONS[move];
  return (
    <>
      {hasVisit && url && (
        <Button asChild size={size}>
          <a href={url} target="_blank" rel="noreferrer">
            {text.visit}
            <ExternalLink className="size-3.5" aria-hidden="true" />
          </a>
        </Button>
      )}
      <Button size={size} whyNot={mayNot ?? whyNot(build, history)} onClick={() => setOpen(true)}>
        <Icon className="size-3.5" aria-hidden="true" />
        {LABELS[move]}
      </Button>
      <MoveDialog move={move} project={project} active={active} goal={build} isOpen={isOpen} onOpenChange={setOpen} />
    </>
  );
}

/** One step back, from wherever the project is looked at. */
export function RollbackButton({ project, history }: { project: Project; history: readonly Deployment[] }) {
  const active = activeOf(project.active_deployment_id, history);
  const goal = rollbackGoal(active, history);
  const mayNot = useWhyNot("deploy", project.team_id);
  const { data: build, isError } = useQuery({ ...buildQuery(goal?.build_id ?? ""), enabled: goal !== null });
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        whyNot={mayNot ?? (goal === null || isError ? text.nothingBefore : undefined)}
        onClick={() => setOpen(true)}
      >
        <Undo2 className="size-3.5" aria-hidden="true" />
        {text.rollBackTo}
      </Button>
      {build && (
        <MoveDialog
          move="rollBack"
          project={project}
          active={active}
          goal={build}
          isOpen={isOpen}
          onOpenChange={setOpen}
        />
      )}
    </>
  );
}

function whyNot(build: Build, history: readonly Deployment[]): string | undefined {
  if (build.status !== "success") return text.notReady;
  return history.some((one) => one.build_id === build.id && one.status === "activating")
    ? text.isActivating
    : undefined;
}
