import type { ReactNode } from "react";
import { Brand } from "@/components/ui/brand";

/** The page of somebody who is nobody yet: one thing in the middle. */
export function Door({ title, about, children }: { title: ReactNode; about?: ReactNode; children?: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-6 px-4 py-10">
      <Brand className="size-11" />
      <div className="grid gap-1">
        <h1 className="text-2xl">{title}</h1>
        {about && <p className="text-soft">{about}</p>}
      </div>
      {children}
    </main>
  );
}
