import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { text } from "./text";

export function NotFoundPage() {
  return (
    <main className="mx-auto grid max-w-xl justify-items-start gap-3 px-4 py-16">
      <h1 className="text-2xl">{text.notFound.title}</h1>
      <p className="text-soft">{text.notFound.about}</p>
      <Button asChild look="primary">
        <Link to="/">{text.notFound.home}</Link>
      </Button>
    </main>
  );
}
