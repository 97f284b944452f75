import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Dialog } from "./dialog";

type Props = { title: string; about: string; done: string; value: string | null; onClose: () => void };

/** A secret that is shown when it is made, and never again. */
export function ShownOnce({ title, about, done, value, onClose }: Props) {
  return (
    <Dialog open={value !== null} onOpenChange={(open) => !open && onClose()} title={title} about={about}>
      <div className="grid gap-4">
        <div className="flex items-start gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-3">
          <code className="min-w-0 flex-1 break-all py-1 font-mono text-sm">{value}</code>
          <CopyButton value={value ?? ""} label={title} />
        </div>
        <Button look="primary" className="justify-self-end" onClick={onClose}>
          {done}
        </Button>
      </div>
    </Dialog>
  );
}
