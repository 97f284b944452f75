import { answerOf, api } from "@/lib/api/client";

/** A build for production: of what was uploaded, or of the branch's head. */
export const startBuild = (id: string, uploadId?: string) =>
  answerOf(
    api.POST("/api/projects/{id}/builds", {
      params: { path: { id } },
      body: { production: true, ...(uploadId ? { upload_id: uploadId } : {}) },
    }),
  );
