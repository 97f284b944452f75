import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ErrorPanel } from "@/components/ui/error";
import { Input } from "@/components/ui/input";
import { SkeletonList } from "@/components/ui/skeleton";
import { focusOnSlash } from "@/lib/shortcuts";
import { projectsQuery } from "../api/get-projects";
import { searchProjects } from "../model/search";
import { text } from "../text";
import { FirstProject } from "./first-project";
import { ProjectCard } from "./project-card";

export function ProjectList() {
  const { data, error, refetch, isRefetching, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(projectsQuery);
  const [wanted, setWanted] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => focusOnSlash(search), []);

  if (error && !data) return <ErrorPanel error={error} onRetry={refetch} isRetrying={isRefetching} />;
  const all = data?.pages.flatMap((page) => page.items);
  if (all?.length === 0) return <FirstProject />;
  const found = all && searchProjects(all, wanted);
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-3">
        <h1 className="mr-auto text-2xl">{text.list.title}</h1>
        <div className="relative order-last w-full sm:order-none sm:w-64">
          <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-soft" aria-hidden="true" />
          <Input
            ref={search}
            type="search"
            value={wanted}
            onChange={(event) => {
              setWanted(event.target.value);
              // What is searched has to be here: all of it, not the part that happens to be shown.
              if (hasNextPage) void fetchNextPage();
            }}
            aria-label={text.list.search}
            title={text.list.searchHint}
            placeholder={text.list.search}
            className="pl-9"
          />
        </div>
        <Button asChild look="primary">
          <Link to="/new">
            <Plus className="size-4" aria-hidden="true" />
            {text.list.add}
          </Link>
        </Button>
      </div>
      <p role="status" className="sr-only">
        {found && wanted ? text.list.count(found.length) : ""}
      </p>
      {!found ? (
        <SkeletonList count={4} className="h-[8.5rem]" />
      ) : found.length === 0 ? (
        <Empty title={text.list.none} actions={<Button onClick={() => setWanted("")}>{text.list.clear}</Button>}>
          {text.list.noneAbout(wanted)}
        </Empty>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2">
          {found.map((project) => (
            <li key={project.id} className="min-w-0">
              <ProjectCard project={project} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="mt-5 grid justify-center">
          <Button onClick={() => fetchNextPage()} isBusy={isFetchingNextPage}>
            {text.list.more}
          </Button>
        </div>
      )}
    </>
  );
}
