import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { AcceptInvitation } from "@/features/account/components/accept-invitation";

export const Route = createLazyRoute("/invitation")({ component: InvitationPage });

/** The secret stands behind the `#`, which no server is sent. It is read once and taken out of the address. */
function InvitationPage() {
  const router = useRouter();
  const queries = useQueryClient();
  const [secret] = useState(() => router.state.location.hash);
  const onDone = async () => {
    queries.clear();
    await router.navigate({ to: "/", replace: true });
  };
  return <AcceptInvitation secret={secret} onDone={onDone} />;
}
