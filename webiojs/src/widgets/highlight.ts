import type { Context } from "../context";
import type { PrismChunk } from "../lazy/prism";

const PLAIN = new Set(["", "text", "txt", "plain", "plaintext", "none"]);

/** Longer code stays without colours: the page would stand still for seconds. */
const PAINTED_MOST = 300_000;

/** The language that the class of a `code` element names. */
export function languageOf(code: HTMLElement): string {
  return /(?:^|\s)language-(\S+)/.exec(code.className)?.[1]?.toLowerCase() ?? "";
}

/** Colour a `code` element as soon as the highlighter and the language are there. */
export function paint(code: HTMLElement, language: string, context: Context): void {
  if (PLAIN.has(language) || (code.textContent ?? "").length > PAINTED_MOST) return;
  context
    .chunk<PrismChunk>("prism")
    .then((prism) => prism.highlight(code, language, (name) => context.chunk(name)))
    .catch((error: unknown) => console.warn("Code stays without colours:", error));
}
