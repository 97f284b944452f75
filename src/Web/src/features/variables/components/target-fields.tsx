import { Field } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Variable } from "@/lib/api/types";
import { text } from "../text";

export type Target = keyof typeof text.targets;
export type Scope = keyof typeof text.scopes;

export const targetsOf = (target: Target): Variable["target"] =>
  target === "both" ? ["production", "preview"] : [target];

export const targetOf = (targets: readonly string[]): Target =>
  targets.length === 2 ? "both" : targets[0] === "preview" ? "preview" : "production";

export const scopeOf = (scope: string): Scope => (scope === "build" || scope === "runtime" ? scope : "both");

const optionsOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

type Props = {
  target: Target;
  onTarget: (target: Target) => void;
  scope: Scope;
  onScope: (scope: Scope) => void;
  targetError?: string | undefined;
};

/** Where a variable is to be found, and by whom. */
export function TargetFields({ target, onTarget, scope, onScope, targetError }: Props) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={text.target} error={targetError}>
        <Select value={target} onChange={(word) => onTarget(word as Target)} options={optionsOf(text.targets)} />
      </Field>
      <Field label={text.scope}>
        <Select value={scope} onChange={(word) => onScope(word as Scope)} options={optionsOf(text.scopes)} />
      </Field>
    </div>
  );
}
