import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error";
import { Problem } from "@/lib/api/problem";
import { reportCrash } from "@/lib/api/report-crash";
import { text } from "./text";

/** Instead of a page that could not be shown. What the server has refused is no crash, and says itself what it is. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isRefusal = error instanceof Problem;
  useEffect(() => {
    if (!isRefusal) reportCrash(error, router.state.location.pathname);
  }, [error, isRefusal, router]);

  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto grid max-w-xl gap-4 px-4 py-16">
      {isRefusal ? (
        <ErrorPanel error={error} onRetry={again} />
      ) : (
        <>
          <h1 className="text-2xl">{text.crash.title}</h1>
          <p className="text-soft">{text.crash.about}</p>
          <div className="flex gap-2">
            <Button look="primary" onClick={() => window.location.reload()}>
              {text.crash.reload}
            </Button>
            <Button asChild>
              <Link to="/">{text.crash.home}</Link>
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
