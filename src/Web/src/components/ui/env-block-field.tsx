import { parseEnvBlock } from "@/lib/env-block";
import { variableKey, variableValue } from "@/lib/rules";
import { Field, TextArea } from "./input";

/** What is wrong with a block, in one sentence; nothing where all of it can be sent. */
export function envBlockError(block: string): string | undefined {
  try {
    for (const { key, value } of parseEnvBlock(block)) {
      const wrong = variableKey(key) ?? variableValue(value);
      if (wrong) return `${key}: ${wrong}`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

type Props = {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

/** Variables as they stand in a `.env` file, pasted as one. */
export function EnvBlockField({ label, hint, value, onChange, error }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      <TextArea
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={5}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder={'API_KEY=…\nVITE_TITLE="My site"'}
        className="font-mono text-sm"
      />
    </Field>
  );
}
