// Which theme the page shows: one that the program names, else what the system asks for.

const SYSTEM = "(prefers-color-scheme: dark)";

let following: MediaQueryList | undefined;

/**
 * Show a theme: `light`, `dark`, or anything else to follow the system.
 *
 * The body gets the class `webio-theme-NAME`, which style sheets of programs rely on. A page that is
 * not to flash runs `document.documentElement.dataset.bsTheme = matchMedia("(prefers-color-scheme:
 * dark)").matches ? "dark" : "light"` before its first paint.
 */
export function applyTheme(theme = ""): void {
  for (const name of [...document.body.classList]) {
    if (name.startsWith("webio-theme-")) document.body.classList.remove(name);
  }
  if (/^[\w-]+$/.test(theme)) document.body.classList.add(`webio-theme-${theme}`);
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

function follow(): void {
  const dark = following?.matches ?? false;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}
