import { useState } from "react";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { useWhyNot } from "@/lib/account";
import type { Preset, Project } from "@/lib/api/types";
import { useForm } from "@/lib/form";
import { command, healthPath, optional, relativePath, wholeNumber } from "@/lib/rules";
import { text } from "../text";
import { DETECT, PresetField } from "./preset-field";
import { SavePart } from "./save-part";
import { type PartProps, useChangeProject } from "./use-change-project";

const words = text.settings;

/** What is empty is found out by the server, and sent as null. */
const orNull = (value: string) => (value === "" ? null : value);

const valuesOf = (project: Project) => ({
  app_type: project.app_type ?? DETECT,
  root_directory: project.root_directory ?? "",
  install_command: project.install_command ?? "",
  build_command: project.build_command ?? "",
  output_directory: project.output_directory ?? "",
  health_path: project.health_path,
  app_memory_mb: String(project.app_memory_mb),
  app_processes: String(project.app_processes),
  retention_days: project.retention_days === null ? "" : String(project.retention_days),
});

export function BuildSettings(part: PartProps) {
  const { project, onReload } = part;
  const form = useForm(valuesOf(project), {
    root_directory: optional(relativePath),
    install_command: optional(command),
    build_command: optional(command),
    output_directory: optional(relativePath),
    health_path: healthPath,
    app_memory_mb: wholeNumber(64, 16_384),
    app_processes: wholeNumber(16, 8_192),
    retention_days: optional(wholeNumber(0, 3_650)),
  });
  const [isAutomatic, setAutomatic] = useState(project.auto_activate);
  const { save, ...change } = useChangeProject(part, form.refuse);
  const saved = valuesOf(project);
  const whyNot = useWhyNot("deploy", project.team_id);
  const { values } = form;
  return (
    <Section id="build" title={words.build} about={words.buildAbout}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot || !form.isRight()) return;
          save({
            app_type: values.app_type === DETECT ? null : (values.app_type as Preset),
            root_directory: orNull(values.root_directory),
            install_command: orNull(values.install_command),
            build_command: orNull(values.build_command),
            output_directory: orNull(values.output_directory),
            health_path: values.health_path,
            app_memory_mb: Number(values.app_memory_mb),
            app_processes: Number(values.app_processes),
            retention_days: values.retention_days === "" ? null : Number(values.retention_days),
            auto_activate: isAutomatic,
          });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <PresetField
            value={values.app_type}
            onChange={(preset) => form.set("app_type", preset)}
            error={form.errorOf("app_type")}
          />
          <Field label={text.new.root} isOptional error={form.errorOf("root_directory")}>
            <Input placeholder="apps/web" spellCheck={false} {...form.bind("root_directory")} />
          </Field>
          <Field label={text.new.installCommand} isOptional error={form.errorOf("install_command")}>
            <Input placeholder="npm ci" spellCheck={false} {...form.bind("install_command")} />
          </Field>
          <Field label={text.new.buildCommand} isOptional error={form.errorOf("build_command")}>
            <Input placeholder="npm run build" spellCheck={false} {...form.bind("build_command")} />
          </Field>
          <Field label={text.new.outputDirectory} isOptional error={form.errorOf("output_directory")}>
            <Input placeholder="dist" spellCheck={false} {...form.bind("output_directory")} />
          </Field>
          <Field label={words.healthPath} hint={words.healthPathHint} error={form.errorOf("health_path")}>
            <Input spellCheck={false} {...form.bind("health_path")} />
          </Field>
          <Field label={words.memory} error={form.errorOf("app_memory_mb")}>
            <Input inputMode="numeric" {...form.bind("app_memory_mb")} />
          </Field>
          <Field label={words.processes} error={form.errorOf("app_processes")}>
            <Input inputMode="numeric" {...form.bind("app_processes")} />
          </Field>
          <Field label={words.retention} hint={words.retentionHint} isOptional error={form.errorOf("retention_days")}>
            <Input inputMode="numeric" {...form.bind("retention_days")} />
          </Field>
        </div>
        <Switch
          label={words.autoActivate}
          hint={words.autoActivateHint}
          checked={isAutomatic}
          onChange={setAutomatic}
        />
        <SavePart
          {...change}
          problem={form.problem}
          isChanged={form.isUnlike(saved) || isAutomatic !== project.auto_activate}
          whyNot={whyNot}
          onReload={onReload}
        />
      </form>
    </Section>
  );
}
