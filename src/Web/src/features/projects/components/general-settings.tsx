import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/input";
import { useWhyNot } from "@/lib/account";
import { useForm } from "@/lib/form";
import { projectName } from "@/lib/rules";
import { text } from "../text";
import { SavePart } from "./save-part";
import { type PartProps, useChangeProject } from "./use-change-project";

const words = text.settings;

export function GeneralSettings(part: PartProps) {
  const { project, onReload } = part;
  const form = useForm({ name: project.name }, { name: projectName });
  const { save, ...change } = useChangeProject(part, form.refuse);
  const whyNot = useWhyNot("deploy", project.team_id);
  return (
    <Section id="general" title={words.general} about={words.generalAbout}>
      <form
        noValidate
        className="grid max-w-md gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!whyNot && form.isRight()) save(form.values);
        }}
      >
        <Field label={words.name} hint={words.nameHint} error={form.errorOf("name")}>
          <Input autoComplete="off" spellCheck={false} {...form.bind("name")} />
        </Field>
        <p className="flex min-w-0 items-center gap-2 text-soft text-sm">
          {words.id}
          <code className="truncate font-mono">{project.id}</code>
          <CopyButton value={project.id} label={words.id} />
        </p>
        <SavePart
          {...change}
          problem={form.problem}
          isChanged={form.values.name !== project.name}
          whyNot={whyNot}
          onReload={onReload}
        />
      </form>
    </Section>
  );
}
