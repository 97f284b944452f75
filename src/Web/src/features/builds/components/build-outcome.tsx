import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { StatusShape, type StatusWord } from "@/components/ui/status";
import type { Build, DeploymentStatus, Project } from "@/lib/api/types";
import { classes } from "@/lib/classes";
import { text } from "../text";

type Props = {
  build: Build;
  project: Project;
  /** How this build's newest deployment stands; null where it has none. */
  deployed: DeploymentStatus | null;
};

/** What a successful build has become: a site of the project, or one of its own. It appears where nothing was, and moves nothing that is read. */
export function BuildOutcome({ build, project, deployed }: Props) {
  if (build.status !== "success") return null;
  if (deployed === "active")
    return (
      <Site shape="active" title={text.live} about={text.liveAbout} url={project.production_url} isLive>
        {build.preview_url && <PreviewLink url={build.preview_url} />}
      </Site>
    );
  const isActivating = deployed === "activating";
  return (
    <Site
      shape={isActivating ? "activating" : "success"}
      title={isActivating ? text.activating : text.ready}
      about={isActivating ? text.activatingAbout : text.readyAbout}
      url={build.preview_url}
    />
  );
}

type SiteProps = {
  shape: StatusWord;
  title: string;
  about: string;
  url: string | null;
  isLive?: boolean;
  children?: ReactNode;
};

function Site({ shape, title, about, url, isLive, children }: SiteProps) {
  return (
    <section
      aria-live="polite"
      className={classes(
        "flex animate-rise flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border px-4 py-3.5 transition-colors duration-700 sm:px-5",
        isLive ? "border-live/40 bg-live-tint" : "border-line bg-surface",
      )}
    >
      <div className="min-w-0">
        <h2 className="flex items-center gap-2 text-base">
          <StatusShape of={shape} />
          {title}
        </h2>
        {url && (
          <div className="flex min-w-0 items-center gap-1">
            <a href={url} target="_blank" rel="noreferrer" className="truncate font-medium text-lg hover:underline">
              {hostOf(url)}
            </a>
            <CopyButton value={url} />
          </div>
        )}
        <p className="text-soft text-sm">{about}</p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {children}
        {url && (
          <Button asChild look={isLive ? "primary" : "plain"}>
            <a href={url} target="_blank" rel="noreferrer">
              {text.visit}
              <ExternalLink className="size-3.5" aria-hidden="true" />
            </a>
          </Button>
        )}
      </div>
    </section>
  );
}

export function PreviewLink({ url }: { url: string }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      title={url}
      className="inline-flex items-center gap-1 text-accent text-sm hover:underline"
    >
      {text.preview}
      <ExternalLink className="size-3" aria-hidden="true" />
      <span className="sr-only">{hostOf(url)}</span>
    </a>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
