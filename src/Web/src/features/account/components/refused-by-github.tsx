import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { text } from "../text";
import { Door } from "./door";

/** Somebody comes back from GitHub and is not let in: why, and the way back to where they were, logged in or not. */
export function RefusedByGitHub({ why }: { why: string }) {
  const { reasons, other } = text.refused;
  return (
    <Door title={text.refused.title} about={Object.hasOwn(reasons, why) ? reasons[why] : other}>
      <Button asChild look="primary">
        <Link to="/">{text.refused.back}</Link>
      </Button>
    </Door>
  );
}
