import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { accountQuery } from "@/lib/account";
import { acceptInvitation } from "../api/accept-invitation";
import { text } from "../text";
import { Door } from "./door";
import { Entrance } from "./entrance";

/** Somebody with an account joins; somebody without makes one, which joins by itself. */
export function AcceptInvitation({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { data: account, isPending } = useQuery({ ...accountQuery, retry: false });
  const { say } = useToast();
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: (team) => {
      say(text.invitation.joined(team.name));
      onDone();
    },
  });
  if (secret === "") return <Door title={text.invitation.title} about={text.invitation.none} />;
  if (isPending) {
    return (
      <Door title={text.invitation.title}>
        <SkeletonList count={2} />
      </Door>
    );
  }
  if (!account) return <Entrance next="/" invitation={secret} about={text.signUp.invited} onLoggedIn={onDone} />;
  return (
    <Door title={text.invitation.title} about={text.invitation.about(account.name)}>
      {accept.error && <ErrorNote error={accept.error} />}
      <Button look="primary" isBusy={accept.isPending} onClick={() => accept.mutate(secret)}>
        {text.invitation.accept}
      </Button>
    </Door>
  );
}
