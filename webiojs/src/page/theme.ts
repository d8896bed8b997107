// Which theme the page shows: one that the program names, else what the system asks for.

import { assetUrl } from "../lazy";

const SYSTEM = "(prefers-color-scheme: dark)";

let following: MediaQueryList | undefined;

/**
 * Show a theme: `light`, `dark`, or one that follows the system in this: those with a style sheet of
 * their own, and `default`.
 *
 * The body gets the class `webio-theme-NAME`, which style sheets of programs rely on. A page that is
 * not to flash sets `data-bs-theme` and has the link to the style sheet before its first paint.
 */
export function applyTheme(theme = ""): void {
  for (const name of [...document.body.classList]) {
    if (name.startsWith("webio-theme-")) document.body.classList.remove(name);
  }
  if (/^[\w-]+$/.test(theme)) document.body.classList.add(`webio-theme-${theme}`);
  showSheet(theme);
  following?.removeEventListener("change", follow);
  following = undefined;
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.bsTheme = theme;
    return;
  }
  following = matchMedia(SYSTEM);
  following.addEventListener("change", follow);
  follow();
}

/** The one style sheet of a theme; a server may have put its link into the page. */
function showSheet(theme: string): void {
  let there = false;
  for (const link of document.querySelectorAll<HTMLElement>("link[data-webio-theme]")) {
    if (link.dataset.webioTheme === theme) there = true;
    else link.remove();
  }
  const file = new Map(Object.entries(__THEMES__)).get(theme);
  if (there || file === undefined) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = assetUrl(file);
  link.dataset.webioTheme = theme;
  document.head.append(link);
}

function follow(): void {
  const dark = following?.matches ?? false;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}
