import { CircleAlert } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from "react";
import { classes } from "@/lib/classes";
import { text } from "@/lib/text";

/** Ties a control to its label and to what is said about it. */
const FieldContext = createContext<{ id: string; describedBy: string | undefined; isInvalid: boolean } | null>(null);

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  isOptional?: boolean;
  className?: string;
  children: ReactNode;
};

export function Field({ label, hint, error, isOptional, className, children }: FieldProps) {
  const id = useId();
  const about = hint || error ? `${id}-about` : undefined;
  return (
    <FieldContext value={{ id, describedBy: about, isInvalid: error !== undefined }}>
      <div className={classes("grid min-w-0 content-start gap-1.5", className)}>
        <label htmlFor={id} className="font-medium text-sm">
          {label}
          {isOptional && <span className="ml-1.5 font-normal text-soft">{text.optional}</span>}
        </label>
        {children}
        {about && (
          <p id={about} className={classes("text-sm", error ? "text-bad" : "text-soft")}>
            {error ? (
              <span className="flex gap-1.5" role="alert">
                <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
                {error}
              </span>
            ) : (
              hint
            )}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

/** What a control inside a field carries. */
export function useField() {
  const field = useContext(FieldContext);
  return field
    ? { id: field.id, "aria-describedby": field.describedBy, "aria-invalid": field.isInvalid || undefined }
    : {};
}

export const controlStyle =
  "w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-3 text-ink placeholder:text-soft/80 hover:border-line-strong aria-invalid:border-bad disabled:cursor-not-allowed disabled:opacity-60";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...useField()} {...rest} className={classes(controlStyle, "h-9", className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...useField()} {...rest} className={classes(controlStyle, "py-2", className)} />;
}
