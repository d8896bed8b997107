// Which theme the page shows, and whether light or dark: what the visitor chose with the switch, else
// what the program names, else what the system asks for.

import { assetUrl } from "../lazy";
import { isScheme, type Scheme, STORED } from "./scheme";

const SYSTEM = "(prefers-color-scheme: dark)";

let following: MediaQueryList | undefined;
/** What the program names; undefined: as the system. */
let named: Scheme | undefined;
/** Whether the visitor's choice counts. */
let switchable = false;

/**
 * Show a theme: `light`, `dark`, or one that follows the system in this: those with a style sheet of
 * their own, and `default`. With `choosable` the visitor's choice goes before both.
 *
 * The body gets the class `webio-theme-NAME`, which style sheets of programs rely on. A page that is
 * not to flash sets `data-bs-theme` and has the link to the style sheet before its first paint.
 */
export function applyTheme(theme = "", choosable = false): void {
  for (const name of [...document.body.classList]) {
    if (name.startsWith("webio-theme-")) document.body.classList.remove(name);
  }
  if (/^[\w-]+$/.test(theme)) document.body.classList.add(`webio-theme-${theme}`);
  showSheet(theme);
  named = isScheme(theme) ? theme : undefined;
  allowChoice(choosable);
}

/** From now on the visitor's choice counts, or it does not. */
export function allowChoice(allowed: boolean): void {
  switchable = allowed;
  following?.removeEventListener("change", refresh);
  following = matchMedia(SYSTEM);
  following.addEventListener("change", refresh);
  refresh();
}

/** The visitor chooses; what would be shown anyhow is not kept, so that the page goes on following. */
export function choose(scheme: Scheme): void {
  try {
    if (scheme === unchosen()) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, scheme);
    refresh();
  } catch {
    show(scheme); // A browser that keeps nothing: the choice holds for this page.
  }
}

function chosen(): Scheme | undefined {
  try {
    const kept = switchable ? localStorage.getItem(STORED) : null;
    return isScheme(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function unchosen(): Scheme {
  return named ?? (following?.matches ? "dark" : "light");
}

/** Show what is to be shown: the system or another tab has changed. */
export function refresh(): void {
  show(chosen() ?? unchosen());
}

function show(value: Scheme): void {
  document.documentElement.dataset.bsTheme = value;
  dispatchEvent(new CustomEvent("pywebio-scheme", { detail: value }));
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
