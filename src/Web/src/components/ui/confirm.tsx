import { type ReactNode, useState } from "react";
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
