import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EnvBlockField, envBlockError } from "@/components/ui/env-block-field";
import { ErrorNote } from "@/components/ui/error";
import { Field, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { useAccount, useWhyNot } from "@/lib/account";
import { loginOptionsQuery } from "@/lib/api/get-login-options";
import type { NewProjectBody } from "@/lib/api/types";
import { parseEnvBlock } from "@/lib/env-block";
import { useForm } from "@/lib/form";
import { keys } from "@/lib/query";
import { branch, command, gitUrl, optional, projectName, relativePath } from "@/lib/rules";
import { repositoriesQuery } from "../api/get-repositories";
import { firstDeploy, type Progress } from "../model/first-deploy";
import { type Folder, projectNameFrom, repositoryName } from "../model/folder";
import { text } from "../text";
import { FolderField } from "./folder-field";
import { DETECT, PresetField } from "./preset-field";
import { SurveyNote } from "./survey-note";
import { useSurvey } from "./use-survey";

type Props = { onStarted: (ids: { projectId: string; buildId: string }) => void };

export function NewProjectForm({ onStarted }: Props) {
  const [kind, setKind] = useState("git");
  const isGit = kind === "git";
  const [folder, setFolder] = useState<Folder | null>(null);
  const [folderError, setFolderError] = useState<string>();
  const [isNamed, setNamed] = useState(false);
  const [step, setStep] = useState("");
  const progress = useRef<Progress>({});
  const account = useAccount();
  const queries = useQueryClient();
  const { data: options } = useQuery(loginOptionsQuery);
  const { data: repositories } = useQuery({ ...repositoriesQuery, enabled: options?.github === true });
  const form = useForm(
    {
      name: "",
      git_url: "",
      branch: "",
      app_type: DETECT,
      team_id: account?.team_id ?? "",
      root_directory: "",
      install_command: "",
      build_command: "",
      output_directory: "",
      variables: "",
    },
    {
      name: projectName,
      git_url: isGit ? gitUrl : undefined,
      branch: optional(branch),
      root_directory: optional(relativePath),
      install_command: optional(command),
      build_command: optional(command),
      output_directory: optional(relativePath),
      variables: envBlockError,
    },
  );
  const { values } = form;
  const whyNot = useWhyNot("deploy", values.team_id || undefined);
  const repositoryOf = (url: string) => repositories?.items.find((one) => one.git_url === url);
  const isPrivate = isGit && repositoryOf(values.git_url)?.is_private === true;
  const survey = useSurvey(!whyNot, isGit ? { kind: "repository", isPrivate } : { kind: "folder", folder }, values);
  const nameAfter = (called: string) => {
    if (!isNamed) form.set("name", projectNameFrom(called));
  };

  const deploy = useMutation({
    mutationFn: () => {
      const filled = Object.entries(values).filter(
        ([field, value]) =>
          value !== "" &&
          value !== DETECT &&
          field !== "variables" &&
          (isGit || !["git_url", "branch"].includes(field)),
      );
      const project = { name: values.name, ...Object.fromEntries(filled) } as NewProjectBody;
      return firstDeploy(
        {
          project,
          variables: parseEnvBlock(values.variables),
          files: isGit ? null : (folder?.files ?? []),
          isPrivate,
        },
        progress.current,
        setStep,
      );
    },
    onSuccess: async (ids) => {
      await queries.invalidateQueries({ queryKey: keys.projects });
      onStarted(ids);
    },
    onError: form.refuse,
    onSettled: () => setStep(""),
  });

  return (
    <form
      noValidate
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        const missing = !isGit && !folder ? text.new.noFolder : undefined;
        setFolderError(missing);
        if (form.isRight() && !missing && !whyNot) deploy.mutate();
      }}
    >
      <Tabs value={kind} onValueChange={setKind}>
        <TabList aria-label={text.new.title}>
          <Tab value="git">{text.new.git}</Tab>
          <Tab value="folder">{text.new.folder}</Tab>
        </TabList>
        <TabPanel value="git" className="grid gap-4">
          {repositories && repositories.items.length > 0 && (
            <Field label={text.new.repositories}>
              <Select
                value={values.git_url}
                onChange={(url) => {
                  form.set("git_url", url);
                  form.set("branch", repositoryOf(url)?.branch ?? "");
                  nameAfter(repositoryName(url));
                }}
                options={repositories.items.flatMap(({ git_url: url, full_name: called }) =>
                  url ? [{ value: url, label: called ?? url }] : [],
                )}
              />
            </Field>
          )}
          <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
            <Field label={text.new.gitUrl} hint={text.new.gitUrlHint} error={form.errorOf("git_url")}>
              <Input
                inputMode="url"
                autoComplete="off"
                spellCheck={false}
                {...form.bind("git_url")}
                onChange={(event) => {
                  form.set("git_url", event.target.value.trim());
                  nameAfter(repositoryName(event.target.value.trim()));
                }}
              />
            </Field>
            <Field label={text.new.branch} isOptional error={form.errorOf("branch")}>
              <Input
                placeholder={survey.seen?.branch ?? "main"}
                autoComplete="off"
                spellCheck={false}
                {...form.bind("branch")}
              />
            </Field>
          </div>
        </TabPanel>
        <TabPanel value="folder">
          <FolderField
            folder={folder}
            error={folderError}
            onChoose={(chosen) => {
              setFolder(chosen);
              setFolderError(undefined);
              if (chosen) nameAfter(chosen.name);
            }}
          />
        </TabPanel>
      </Tabs>

      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={text.new.name} hint={text.new.nameHint} error={form.errorOf("name")}>
          <Input
            autoComplete="off"
            spellCheck={false}
            {...form.bind("name")}
            onChange={(event) => {
              setNamed(event.target.value !== "");
              form.set("name", event.target.value);
            }}
          />
        </Field>
        <PresetField
          value={values.app_type}
          detected={survey.seen?.app_type}
          hint={<SurveyNote isFolder={!isGit} {...survey} />}
          onChange={(preset) => form.set("app_type", preset)}
          error={form.errorOf("app_type")}
        />
        {account && account.teams.length > 1 && (
          <Field label={text.new.team} error={form.errorOf("team_id")}>
            <Select
              value={values.team_id}
              onChange={(team) => form.set("team_id", team)}
              options={account.teams.map((team) => ({ value: team.id, label: team.name }))}
            />
          </Field>
        )}
      </div>

      <EnvBlockField
        label={text.new.variables}
        hint={text.new.variablesHint}
        value={values.variables}
        onChange={(block) => form.set("variables", block)}
        error={envBlockError(values.variables) ?? form.errorOf("variables")}
      />

      <details className="rounded-lg border border-line bg-surface [&_summary]:open:border-b">
        <summary className="cursor-pointer border-line px-4 py-3 font-medium text-sm">{text.new.more}</summary>
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          <Field label={text.new.root} isOptional hint={text.new.rootHint} error={form.errorOf("root_directory")}>
            <Input placeholder="apps/web" spellCheck={false} {...form.bind("root_directory")} />
          </Field>
          <Field label={text.new.outputDirectory} isOptional error={form.errorOf("output_directory")}>
            <Input
              placeholder={survey.seen?.output_directory ?? "dist"}
              spellCheck={false}
              {...form.bind("output_directory")}
            />
          </Field>
          <Field label={text.new.installCommand} isOptional error={form.errorOf("install_command")}>
            <Input
              placeholder={survey.seen?.install_command ?? "npm ci"}
              spellCheck={false}
              {...form.bind("install_command")}
            />
          </Field>
          <Field label={text.new.buildCommand} isOptional error={form.errorOf("build_command")}>
            <Input
              placeholder={survey.seen?.build_command ?? "npm run build"}
              spellCheck={false}
              {...form.bind("build_command")}
            />
          </Field>
        </div>
      </details>

      {form.problem && <ErrorNote error={form.problem} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" className="min-w-28" isBusy={deploy.isPending} whyNot={whyNot}>
          {text.new.submit}
        </Button>
        <p role="status" className="min-w-0 text-soft text-sm">
          {step}
        </p>
      </div>
    </form>
  );
}
