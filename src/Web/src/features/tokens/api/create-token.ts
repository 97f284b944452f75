import { answerOf, api } from "@/lib/api/client";
import type { TokenRole } from "@/lib/api/types";

type Options = { team: string; name: string; role: TokenRole; days: number | null };

export const createToken = ({ team, name, role, days }: Options) =>
  answerOf(
    api.POST("/api/tokens", {
      params: { query: { team_id: team } },
      body: { name, role, ...(days === null ? {} : { expires_in_days: days }) },
    }),
  );
