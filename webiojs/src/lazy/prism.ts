// Colours for code: the core with the languages of the web; each other one is a chunk `prism-NAME`.

import "./prism-manual";
import Prism from "prismjs/components/prism-core";
import "prismjs/components/prism-clike";
import "prismjs/components/prism-markup";
import "prismjs/components/prism-css";
import "prismjs/components/prism-javascript";
import { ALIASES, LANGUAGES } from "./languages";

// Language files, also those of programs, find Prism here.
Object.assign(window, { Prism });

/** How a chunk is loaded. */
type Load = (name: string) => Promise<unknown>;

/** Colour a `code` element; code of a language that is not known stays as it is. */
export async function highlight(code: HTMLElement, language: string, load: Load): Promise<void> {
  const name = ALIASES[language] ?? language;
  await loadLanguage(name, load);
  const grammar = Prism.languages[name];
  if (!grammar) return;
  code.innerHTML = Prism.highlight(code.textContent ?? "", grammar, name);
}

async function loadLanguage(name: string, load: Load): Promise<void> {
  if (Prism.languages[name] || !Object.hasOwn(LANGUAGES, name)) return;
  for (const needed of LANGUAGES[name] ?? []) await loadLanguage(needed, load);
  await load(`prism-${name}`);
}

/** What the chunk offers. */
export interface PrismChunk {
  highlight: typeof highlight;
}
