import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Box, FileText, Keyboard, Monitor, Moon, Plus, Sun } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { projectsQuery } from "@/features/projects/api/get-projects";
import { chooseTheme } from "@/lib/theme";
import type { PageLink } from "./commands";
import { text } from "./text";

type Props = { links: readonly PageLink[]; onClose: () => void; onShortcuts: () => void };

/** Everything there is, by the first letters of its name. Loaded when it is opened. */
export default function Palette({ links, onClose, onShortcuts }: Props) {
  const navigate = useNavigate();
  const { data } = useInfiniteQuery(projectsQuery);
  const projects = data?.pages.flatMap((page) => page.items) ?? [];
  const then = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface shadow-raised"
        >
          <Dialog.Title className="sr-only">{text.commands.open}</Dialog.Title>
          <Command label={text.commands.open} loop>
            <Command.Input
              placeholder={text.commands.placeholder}
              className="h-12 w-full border-line border-b bg-transparent px-4 outline-none placeholder:text-soft"
            />
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-soft [&_[cmdk-group-heading]]:text-xs">
              <Command.Empty className="px-3 py-8 text-center text-soft text-sm">{text.commands.none}</Command.Empty>
              {projects.length > 0 && (
                <Command.Group heading={text.commands.projects}>
                  {projects.map((project) => (
                    <Item
                      key={project.id}
                      value={`${project.name} ${project.id}`}
                      icon={<Box />}
                      onSelect={then(() => navigate({ to: "/projects/$id", params: { id: project.id } }))}
                    >
                      {project.name}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={text.commands.pages}>
                <Item icon={<Plus />} onSelect={then(() => navigate({ to: "/new" }))}>
                  {text.commands.add}
                </Item>
                {links.map((link) => (
                  <Item key={link.to} icon={<FileText />} onSelect={then(() => navigate({ to: link.to }))}>
                    {link.label}
                  </Item>
                ))}
                <Item icon={<FileText />} onSelect={then(() => navigate({ to: "/account" }))}>
                  {text.account.settings}
                </Item>
                <Item icon={<Keyboard />} onSelect={onShortcuts}>
                  {text.commands.shortcuts}
                </Item>
              </Command.Group>
              <Command.Group heading={text.commands.colours}>
                <Item icon={<Sun />} onSelect={then(() => chooseTheme("light"))}>
                  {text.account.light}
                </Item>
                <Item icon={<Moon />} onSelect={then(() => chooseTheme("dark"))}>
                  {text.account.dark}
                </Item>
                <Item icon={<Monitor />} onSelect={then(() => chooseTheme("system"))}>
                  {text.account.system}
                </Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ItemProps = { icon: ReactNode; children: string; value?: string; onSelect: () => void };

function Item({ icon, children, value, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value ?? children}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-sm data-[selected=true]:bg-accent-tint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-soft"
    >
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}
