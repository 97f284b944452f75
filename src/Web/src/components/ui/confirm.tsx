import { type ComponentProps, type ReactNode, useState } from "react";
import { text } from "@/lib/text";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorNote } from "./error";
import { Field, Input } from "./input";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  about: ReactNode;
  /** What the button says that does it. */
  action: string;
  /** Has to be typed before: for what cannot be undone. */
  word?: string;
  isBusy?: boolean;
  error?: unknown;
  isDangerous?: boolean;
  onConfirm: () => void;
};

/** Asks once more before something is done. */
export function Confirm({
  open,
  onOpenChange,
  title,
  about,
  action,
  word,
  isBusy,
  error,
  isDangerous = true,
  onConfirm,
}: Props) {
  const [typed, setTyped] = useState("");
  const isAllowed = word === undefined || typed === word;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} about={about}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isAllowed && !isBusy) onConfirm();
        }}
      >
        {word !== undefined && (
          <Field label={text.typeToConfirm(word)}>
            <Input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        {error ? <ErrorNote error={error} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
          <Button
            type="submit"
            look={isDangerous ? "danger" : "primary"}
            isBusy={isBusy ?? false}
            disabled={!isAllowed}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type ButtonProps = Pick<ComponentProps<typeof Button>, "look" | "size" | "whyNot"> &
  Omit<Props, "open" | "onOpenChange" | "isBusy" | "error"> & {
    /** How that goes which is done. */
    doing: { isPending: boolean; error: unknown };
  };

/** A button that asks once more before it does something. The question stays until what was asked about has gone. */
export function ConfirmButton({ look = "plain", size = "md", whyNot, doing, ...asked }: ButtonProps) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button look={look} size={size} whyNot={whyNot} onClick={() => setAsked(true)}>
        {asked.action}
      </Button>
      <Confirm {...asked} open={isAsked} onOpenChange={setAsked} isBusy={doing.isPending} error={doing.error} />
    </>
  );
}
