import type { ReactNode } from "react";
import { Field } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PRESETS, presetName } from "../model/presets";
import { text } from "../text";

/** What stands for no preset in the form: the server then finds one out. */
export const DETECT = "detect";

/** @param detected Which one fits, where that is known already. */
type Props = {
  value: string;
  detected?: string | undefined;
  hint?: ReactNode;
  onChange: (preset: string) => void;
  error: string | undefined;
};

export function PresetField({ value, detected, hint = text.new.presetHint, onChange, error }: Props) {
  const detect = detected ? text.new.detected(presetName(detected)) : text.new.detect;
  return (
    <Field label={text.new.preset} hint={hint} error={error}>
      <Select
        value={value}
        onChange={onChange}
        options={[{ value: DETECT, label: detect }, ...PRESETS.map(([value, label]) => ({ value, label }))]}
      />
    </Field>
  );
}
