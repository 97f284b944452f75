import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Problem } from "@/lib/api/problem";
import { classes } from "@/lib/classes";
import { text } from "@/lib/text";
import { Button } from "./button";

type Told = { id: number; title: string; detail?: string | undefined; isBad: boolean };
type Toasts = { say: (title: string, detail?: string) => void; fail: (error: unknown) => void };

const MOST = 3;
const ToastContext = createContext<Toasts | null>(null);

/** Says what has happened, where nothing on the page shows it by itself. */
export function useToast(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) throw new Error("There is no ToastProvider above this.");
  return toasts;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [told, setTold] = useState<Told[]>([]);
  const last = useRef(0);
  const add = useCallback((toast: Omit<Told, "id">) => {
    last.current += 1;
    const id = last.current;
    setTold((before) => [...before, { ...toast, id }].slice(-MOST));
  }, []);
  const toasts = useMemo<Toasts>(
    () => ({
      say: (title, detail) => add({ title, detail, isBad: false }),
      fail: (error) => {
        const problem = Problem.from(error);
        add({ title: problem.title, detail: problem.message, isBad: true });
      },
    }),
    [add],
  );
  return (
    <ToastContext value={toasts}>
      <Radix.Provider label={text.notifications} swipeDirection="right">
        {children}
        {told.map((toast) => (
          <Radix.Root
            key={toast.id}
            type={toast.isBad ? "foreground" : "background"}
            duration={toast.isBad ? 10_000 : 5_000}
            onOpenChange={(open) => !open && setTold((before) => before.filter((one) => one.id !== toast.id))}
            className={classes(
              "flex animate-rise items-start justify-between gap-3 rounded-md border bg-surface py-2.5 pr-2 pl-3.5 shadow-raised",
              toast.isBad ? "border-bad/50" : "border-line",
            )}
          >
            <div className="min-w-0 py-0.5">
              <Radix.Title className={classes("font-medium text-sm", toast.isBad && "text-bad")}>
                {toast.title}
              </Radix.Title>
              {toast.detail && (
                <Radix.Description className="break-words text-soft text-sm">{toast.detail}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="icon" className="size-7" aria-label={text.dismiss}>
                <X className="size-3.5" aria-hidden="true" />
              </Button>
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed right-4 bottom-4 z-50 grid w-[calc(100vw-2rem)] max-w-sm gap-2 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}
