import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/input";
import { type AuditFilter, NO_FILTER } from "../model/filter";
import { text } from "../text";

type Props = { filter: AuditFilter; onChange: (filter: AuditFilter) => void };

export function AuditFilters({ filter, onChange }: Props) {
  const bind = (field: keyof AuditFilter) => ({
    value: filter[field],
    onChange: (event: { target: { value: string } }) => onChange({ ...filter, [field]: event.target.value }),
    maxLength: 255,
  });
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <search className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-[1fr_1fr_1fr_auto_auto_auto]">
      <Field label={text.action}>
        <Input placeholder="projects.env.add" spellCheck={false} {...bind("action")} />
      </Field>
      <Field label={text.actor}>
        <Input {...bind("actor")} />
      </Field>
      <Field label={text.subject}>
        <Input placeholder="prj_…" spellCheck={false} {...bind("subject")} />
      </Field>
      <Field label={text.since}>
        <Input type="date" {...bind("since")} />
      </Field>
      <Field label={text.until}>
        <Input type="date" {...bind("until")} />
      </Field>
      <Button look="quiet" disabled={!isFiltered} onClick={() => onChange(NO_FILTER)}>
        {text.clear}
      </Button>
    </search>
  );
}
