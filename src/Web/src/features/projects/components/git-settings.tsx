import { useState } from "react";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { useWhyNot } from "@/lib/account";
import { useForm } from "@/lib/form";
import { branch, gitUrl, optional } from "@/lib/rules";
import { text } from "../text";
import { GitCredentialForm } from "./git-credential-form";
import { SavePart } from "./save-part";
import { type PartProps, useChangeProject } from "./use-change-project";
import { WebhookSettings } from "./webhook-settings";

const words = text.settings;

export function GitSettings(part: PartProps) {
  const { project, onReload } = part;
  const form = useForm(
    { git_url: project.git_url ?? "", branch: project.branch },
    { git_url: optional(gitUrl), branch },
  );
  const [submodules, setSubmodules] = useState(project.git_submodules);
  const [lfs, setLfs] = useState(project.git_lfs);
  const { save, ...change } = useChangeProject(part, form.refuse);
  const whyNot = useWhyNot("deploy", project.team_id);
  const isChanged =
    form.isUnlike({ git_url: project.git_url ?? "", branch: project.branch }) ||
    submodules !== project.git_submodules ||
    lfs !== project.git_lfs;
  return (
    <Section id="git" title={words.git} about={words.gitAbout}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot || !form.isRight()) return;
          save({
            git_url: form.values.git_url || null,
            branch: form.values.branch,
            git_submodules: submodules,
            git_lfs: lfs,
          });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
          <Field label={words.gitUrl} isOptional hint={text.new.gitUrlHint} error={form.errorOf("git_url")}>
            <Input inputMode="url" autoComplete="off" spellCheck={false} {...form.bind("git_url")} />
          </Field>
          <Field label={text.new.branch} error={form.errorOf("branch")}>
            <Input autoComplete="off" spellCheck={false} {...form.bind("branch")} />
          </Field>
        </div>
        <Switch label={words.submodules} checked={submodules} onChange={setSubmodules} />
        <Switch label={words.lfs} checked={lfs} onChange={setLfs} />
        <SavePart {...change} problem={form.problem} isChanged={isChanged} whyNot={whyNot} onReload={onReload} />
      </form>
      {project.git_url && (
        <>
          <GitCredentialForm projectId={project.id} whyNot={whyNot} isSsh={!project.git_url.startsWith("http")} />
          <WebhookSettings projectId={project.id} whyNot={whyNot} />
        </>
      )}
    </Section>
  );
}
