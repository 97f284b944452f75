import { Button } from "@/components/ui/button";

type Props = { returnTo: string; invitation?: string | undefined; children: string };

/** A link, not a call: GitHub asks its own questions and sends the browser back. */
export function GitHubButton({ returnTo, invitation, children }: Props) {
  const query = new URLSearchParams({ return_to: returnTo, ...(invitation ? { invitation } : {}) });
  return (
    <Button asChild className="w-full">
      <a href={`/api/auth/github?${query}`}>{children}</a>
    </Button>
  );
}
