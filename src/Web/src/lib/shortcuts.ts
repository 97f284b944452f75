import type { RefObject } from "react";

/** Whether somebody is writing: then a key is a letter and no command. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** `/` leads to the search of the page. Answers with what takes it back, for an effect. */
export function focusOnSlash(search: RefObject<HTMLInputElement | null>): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    search.current?.focus();
  };
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}
