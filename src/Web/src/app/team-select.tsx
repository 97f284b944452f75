import { Select } from "@/components/ui/select";
import type { Team } from "@/lib/api/types";
import { text } from "./text";

type Props = { teams: readonly Team[]; chosen: Team; onChoose: (id: string) => void };

/** Which of one's teams a page is about; with one of them there is nothing to choose. */
export function TeamSelect({ teams, chosen, onChoose }: Props) {
  if (teams.length < 2) return null;
  return (
    <Select
      aria-label={text.team}
      value={chosen.id}
      onChange={onChoose}
      options={teams.map((team) => ({ value: team.id, label: team.name }))}
      className="w-48"
    />
  );
}
