import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error";
import { SkeletonList } from "@/components/ui/skeleton";
import { loginOptionsQuery } from "@/lib/api/get-login-options";
import { text } from "../text";
import { Door } from "./door";
import { GitHubButton } from "./github-button";
import { LoginForm } from "./login-form";
import { SignUpForm } from "./sign-up-form";

type Props = {
  /** Where one goes from here. */
  next: string;
  invitation?: string | undefined;
  about?: string | undefined;
  onLoggedIn: () => void;
};

/** Logging in, or making an account where one may. On a new installation that comes first. */
export function Entrance({ next, invitation, about, onLoggedIn }: Props) {
  const { data: options, error, refetch, isRefetching } = useQuery(loginOptionsQuery);
  const [chosen, choose] = useState<"login" | "sign-up" | null>(null);
  if (error && !options) {
    return (
      <Door title={text.login.title}>
        <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />
      </Door>
    );
  }
  if (!options) {
    return (
      <Door title={text.login.title}>
        <SkeletonList count={3} className="h-14" />
      </Door>
    );
  }

  const maySignUp =
    options.is_new || options.signup === "open" || (options.signup === "invite" && invitation !== undefined);
  const isSignUp = maySignUp && (chosen ?? (options.is_new || invitation ? "sign-up" : "login")) === "sign-up";
  const title = !isSignUp ? text.login.title : options.is_new ? text.signUp.firstTitle : text.signUp.title;
  return (
    <Door title={title} about={isSignUp && options.is_new ? text.signUp.firstAbout : about}>
      {isSignUp ? (
        <SignUpForm invitation={invitation} onLoggedIn={onLoggedIn} />
      ) : (
        <LoginForm onLoggedIn={onLoggedIn} />
      )}
      {options.github && (
        <GitHubButton returnTo={next} invitation={invitation}>
          {text.login.github}
        </GitHubButton>
      )}
      {maySignUp ? (
        <Button look="quiet" onClick={() => choose(isSignUp ? "login" : "sign-up")}>
          {isSignUp ? text.signUp.toLogIn : text.login.toSignUp}
        </Button>
      ) : (
        <p className="text-soft text-sm">{text.signUp.closed}</p>
      )}
    </Door>
  );
}
