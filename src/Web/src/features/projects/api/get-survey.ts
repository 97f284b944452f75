import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import type { Survey } from "@/lib/api/types";
import { keys } from "@/lib/query";
import type { Folder } from "../model/folder";
import { sketchOf } from "../model/sketch";

type Place = { root_directory?: string; team_id?: string };
type Repository = Place & { git_url: string; branch?: string; from_github?: boolean };

/** It takes the server a clone or a long question to say so: it is asked once, and again only where something changes. */
const ONCE = { retry: false, staleTime: 300_000 };

/** What a repository would be built by. */
export const repositorySurveyQuery = (of: Repository) =>
  queryOptions<Survey>({
    ...ONCE,
    queryKey: keys.survey(of),
    queryFn: ({ signal }) => answerOf(api.GET("/api/survey", { params: { query: of }, signal })),
  });

/** What a folder would be built by, before any of it is sent. */
export const folderSurveyQuery = (folder: Folder, of: Place) =>
  queryOptions<Survey>({
    ...ONCE,
    queryKey: keys.survey({ folder: folder.id, ...of }),
    queryFn: async ({ signal }) => {
      const files = await sketchOf(folder.files, of.root_directory ?? "");
      const { team_id, ...place } = of;
      const query = team_id ? { team_id } : {};
      return answerOf(api.POST("/api/survey", { params: { query }, body: { files, ...place }, signal }));
    },
  });
