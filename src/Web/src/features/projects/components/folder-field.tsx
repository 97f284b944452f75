import { FolderUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error";
import { Spinner } from "@/components/ui/spinner";
import { classes } from "@/lib/classes";
import { deployable, type Folder, type FoundFolder, filesOfDrop, filesOfInput, folderOf } from "../model/folder";
import { text } from "../text";

type Props = { folder: Folder | null; error?: string | undefined; onChoose: (folder: Folder | null) => void };

/** A folder of this computer: dragged here, or chosen. */
export function FolderField({ folder, error, onChoose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const take = async (read: Promise<FoundFolder | null>) => {
    setFailure(null);
    setReading(true);
    try {
      const chosen = await read;
      if (chosen) onChoose(folderOf(chosen.name, await deployable(chosen.files)));
    } catch (thrown) {
      onChoose(null);
      setFailure(thrown);
    } finally {
      setReading(false);
    }
  };

  const size = folder?.files.reduce((sum, { file }) => sum + file.size, 0) ?? 0;
  return (
    <div className="grid gap-2">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is one more way; the button below is for everybody */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(filesOfDrop(event.dataTransfer));
        }}
        className={classes(
          "grid min-h-44 place-content-center justify-items-center gap-2 rounded-lg border-2 border-dashed p-6 text-center transition-colors",
          isOver ? "border-accent bg-accent-tint" : error ? "border-bad" : "border-line-strong/50",
        )}
      >
        {isReading ? (
          <>
            <Spinner className="text-accent" />
            <p role="status">{text.new.reading}</p>
          </>
        ) : (
          <>
            <FolderUp className="size-7 text-soft" aria-hidden="true" />
            <p className="font-medium">{folder ? folder.name : text.new.drop}</p>
            <p className="max-w-sm text-soft text-sm">
              {folder ? text.new.chosen(folder.files.length, readableSize(size)) : text.new.dropAbout}
            </p>
            <Button size="sm" onClick={() => input.current?.click()}>
              {folder ? text.new.otherFolder : text.new.choose}
            </Button>
          </>
        )}
        <input
          ref={input}
          type="file"
          multiple
          className="hidden"
          aria-label={text.new.choose}
          // A folder instead of files: every browser has it, React's types do not.
          {...{ webkitdirectory: "" }}
          onChange={(event) => {
            if (event.target.files?.length) void take(Promise.resolve(filesOfInput(event.target.files)));
            event.target.value = "";
          }}
        />
      </div>
      {error && (
        <p role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
      {failure ? <ErrorNote error={failure} /> : null}
    </div>
  );
}

function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
