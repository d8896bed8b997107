// Light or dark: what both the script in the head and the main script go by.

export type Scheme = "light" | "dark";

/** Under this name the browser keeps the visitor's choice. */
export const STORED = "pywebio-scheme";

export function isScheme(value: unknown): value is Scheme {
  return value === "light" || value === "dark";
}

/** What is shown. */
export function shown(): Scheme {
  return document.documentElement.dataset.bsTheme === "dark" ? "dark" : "light";
}
