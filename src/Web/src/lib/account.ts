import { queryOptions, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "@/lib/api/client";
import { keys } from "@/lib/query";
import { text } from "@/lib/text";

export type Right = "read" | "deploy" | "manage" | "operator";

const ORDER = ["read", "deploy", "manage"] as const;
const OF_ROLE: Record<string, (typeof ORDER)[number]> = { viewer: "read", developer: "deploy", owner: "manage" };

/** Who is logged in, and what they may do in which team. */
export const accountQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => answerOf(api.GET("/api/auth/me", { signal })),
  staleTime: 60_000,
});

export const useAccount = () => useQuery(accountQuery).data;

/** Why they may not; nothing where they may. Until it is known, the server decides alone. */
export function useWhyNot(right: Right, teamId?: string): string | undefined {
  const account = useAccount();
  if (!account) return undefined;
  if (right === "operator") return account.is_operator ? undefined : text.needs.operator;
  const role = teamId ? account.teams.find((team) => team.id === teamId)?.role : account.role;
  const has = OF_ROLE[role ?? account.role ?? ""];
  return has !== undefined && ORDER.indexOf(has) >= ORDER.indexOf(right) ? undefined : text.needs[right];
}
