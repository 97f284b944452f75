import { useState } from "react";
import { useAccount } from "@/lib/account";
import type { Team } from "@/lib/api/types";

const KEY = "team";

/** The team that somebody has looked at last in this browser, or their first one. */
export function useChosenTeam(): { team: Team | undefined; choose: (id: string) => void } {
  const account = useAccount();
  const [id, setId] = useState(() => localStorage.getItem(KEY));
  return {
    team: account?.teams.find((team) => team.id === id) ?? account?.teams[0],
    choose: (chosen) => {
      localStorage.setItem(KEY, chosen);
      setId(chosen);
    },
  };
}
