import { answerOf, api } from "@/lib/api/client";
import type { PullRequest } from "@/lib/api/types";

/** The commit that was looked at, and none that has come since. */
export const approvePullRequest = ({ id, pull }: { id: string; pull: PullRequest }) =>
  answerOf(
    api.POST("/api/projects/{id}/pull-requests/{number}/approve", {
      params: { path: { id, number: String(pull.number) } },
      body: { commit_sha: pull.commit_sha },
    }),
  );
