import { answerOf, api } from "@/lib/api/client";
import type { NewProjectBody } from "@/lib/api/types";

export const createProject = (body: NewProjectBody) => answerOf(api.POST("/api/projects", { body }));
