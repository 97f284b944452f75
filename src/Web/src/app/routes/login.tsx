import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useRouter } from "@tanstack/react-router";
import { Entrance } from "@/features/account/components/entrance";
import { LoginByLink } from "@/features/account/components/login-by-link";
import { RefusedByGitHub } from "@/features/account/components/refused-by-github";
import { text } from "../text";

export const Route = createLazyRoute("/login")({ component: LoginPage });

function LoginPage() {
  const { link, next, refused } = Route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const onLoggedIn = async () => {
    queries.clear(); // what somebody else has seen in this browser
    // A path of ours only: whoever made the link could have sent them anywhere.
    await router.navigate({ href: next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/", replace: true });
  };
  if (refused) return <RefusedByGitHub why={refused} />;
  return link ? (
    <LoginByLink link={link} onLoggedIn={onLoggedIn} />
  ) : (
    <Entrance next={next ?? "/"} about={next ? text.loginFirst : undefined} onLoggedIn={onLoggedIn} />
  );
}
