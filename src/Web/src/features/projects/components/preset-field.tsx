import { Field } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PRESETS } from "../model/presets";
import { text } from "../text";

/** What stands for no preset in the form: the server then finds one out. */
export const DETECT = "detect";

type Props = { value: string; onChange: (preset: string) => void; error: string | undefined };

export function PresetField({ value, onChange, error }: Props) {
  return (
    <Field label={text.new.preset} hint={text.new.presetHint} error={error}>
      <Select
        value={value}
        onChange={onChange}
        options={[{ value: DETECT, label: text.new.detect }, ...PRESETS.map(([value, label]) => ({ value, label }))]}
      />
    </Field>
  );
}
