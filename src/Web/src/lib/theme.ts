export type Theme = "light" | "dark" | "system";

const KEY = "theme";

export const chosenTheme = (): Theme => {
  const chosen = localStorage.getItem(KEY);
  return chosen === "light" || chosen === "dark" ? chosen : "system";
};

/** The same rule as in `public/theme.js`, which has it applied before anything is drawn. */
export function applyTheme(): void {
  const chosen = chosenTheme();
  const isDark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme();
}

/** Follows the system while nothing was chosen. */
export function followSystemTheme(): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", applyTheme);
  return () => system.removeEventListener("change", applyTheme);
}
