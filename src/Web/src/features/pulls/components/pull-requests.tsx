import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { Section } from "@/components/ui/card";
import { Commit } from "@/components/ui/commit";
import { ConfirmButton } from "@/components/ui/confirm";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { useWhyNot } from "@/lib/account";
import type { Project, PullRequest } from "@/lib/api/types";
import { keys } from "@/lib/query";
import { pullUrl } from "@/lib/urls";
import { approvePullRequest } from "../api/approve-pull-request";
import { pullRequestsQuery } from "../api/get-pull-requests";
import { text } from "../text";

export function PullRequests({ project }: { project: Project }) {
  const { data, error, refetch, isRefetching } = useQuery(pullRequestsQuery(project.id));
  return (
    <Section id="pull-requests" title={text.title} about={text.about}>
      {error && !data ? (
        <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
      ) : !data ? (
        <SkeletonList count={1} className="h-5" />
      ) : data.items.length === 0 ? (
        <p className="text-soft text-sm">{text.none}</p>
      ) : (
        <ul className="divide-y divide-line">
          {/* Another commit is another question: whoever is asked about the one before is not asked any more. */}
          {data.items.map((pull) => (
            <PullRow key={`${pull.number} ${pull.commit_sha}`} project={project} pull={pull} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function PullRow({ project, pull }: { project: Project; pull: PullRequest }) {
  const url = pullUrl(project.git_url, pull.number);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-40 flex-1">
        <p className="wrap-anywhere font-medium">
          <span className="text-soft">#{pull.number}</span> {pull.title}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-soft text-sm">
          <span>{text.by(pull.author)}</span>
          <Commit of={{ id: pull.commit_sha, commit_sha: pull.commit_sha, branch: pull.branch, upload_id: null }} />
          {pull.from_fork && <span>{text.fork}</span>}
        </p>
      </div>
      <span className="text-sm">{text.states[pull.is_open ? pull.status : "closed"]}</span>
      {pull.build_id && (
        <Link
          to="/projects/$id/builds/$build_id"
          params={{ id: project.id, build_id: pull.build_id }}
          aria-label={text.buildOf(pull.number)}
          className="text-sm underline hover:text-accent"
        >
          {text.build}
        </Link>
      )}
      {url && (
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          aria-label={text.open(pull.number)}
          className="rounded-md p-1 text-soft hover:text-accent"
        >
          <ExternalLink className="size-4" aria-hidden="true" />
        </a>
      )}
      {pull.is_open && pull.status === "held" && <ApproveButton project={project} pull={pull} />}
    </li>
  );
}

function ApproveButton({ project, pull }: { project: Project; pull: PullRequest }) {
  const queries = useQueryClient();
  const { say, fail } = useToast();
  const whyNot = useWhyNot("deploy", project.team_id);
  const approve = useMutation({
    mutationFn: approvePullRequest,
    onSuccess: () => say(text.approved(pull.number)),
    onError: fail,
    // Where it was refused, another commit may wait by now.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.pulls(project.id) }),
  });
  return (
    <ConfirmButton
      size="sm"
      whyNot={whyNot}
      title={text.approveTitle(pull.number)}
      about={text.approveAbout(pull.commit_sha.slice(0, 7), pull.author)}
      action={text.approve}
      isDangerous={false}
      doing={approve}
      onConfirm={() => approve.mutate({ id: project.id, pull })}
    />
  );
}
