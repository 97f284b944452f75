import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Spinner } from "@/components/ui/spinner";
import { logIn } from "../api/log-in";
import { text } from "../text";
import { Door } from "./door";

/** The link that `up` prints. It works once, so it waits until somebody sees the page: browsers open pages beforehand too. */
export function LoginByLink({ link, onLoggedIn }: { link: string; onLoggedIn: () => void }) {
  const isUsed = useRef(false);
  const { mutate, error } = useMutation({ mutationFn: logIn, onSuccess: onLoggedIn });
  useEffect(() => {
    const use = () => {
      if (isUsed.current || document.visibilityState !== "visible") return;
      isUsed.current = true;
      mutate({ link });
    };
    use();
    document.addEventListener("visibilitychange", use);
    return () => document.removeEventListener("visibilitychange", use);
  }, [link, mutate]);

  if (!error) {
    return (
      <Door title={text.login.byLink}>
        <Spinner className="text-accent" />
      </Door>
    );
  }
  return (
    <Door title={text.login.linkFailed} about={text.login.linkAbout}>
      <ErrorNote error={error} />
      <Button asChild look="primary">
        <Link to="/login">{text.login.submit}</Link>
      </Button>
    </Door>
  );
}
