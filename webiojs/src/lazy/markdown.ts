// Markdown and sanitizing: a chunk of its own, since many programs need neither.

import DOMPurify from "dompurify";
import { Marked, type Tokens } from "marked";
import type { Json } from "../protocol";

/** Options of the parser that still exist; others that programs give had an effect only long ago. */
const BOOLEAN_OPTIONS = ["gfm", "breaks", "pedantic", "silent"] as const;

/** Turn Markdown into markup; with `sanitize` nothing of it can run. */
export function render(source: string, options: Record<string, Json>, sanitize: boolean): string {
  const marked = new Marked({ gfm: true, breaks: true, async: false });
  for (const name of BOOLEAN_OPTIONS) {
    if (options[name] !== undefined) marked.setOptions({ [name]: options[name] === true });
  }
  const prefix = typeof options.headerPrefix === "string" ? options.headerPrefix : "";
  const ids = options.headerIds === false ? null : new HeadingIds(prefix);
  marked.use({
    renderer: {
      heading(token: Tokens.Heading) {
        const content = this.parser.parseInline(token.tokens);
        const id = ids ? ` id="${ids.next(content)}"` : "";
        return `<h${token.depth}${id}>${content}</h${token.depth}>\n`;
      },
      checkbox({ checked }: Tokens.Checkbox) {
        return `<input type="checkbox" disabled${checked ? " checked" : ""} aria-label="${checked ? "☑" : "☐"}"> `;
      },
    },
  });
  const markup = marked.parse(source) as string;
  return sanitize ? clean(markup) : markup;
}

/** The source of each block of a text: paragraphs, lists, tables, pieces of code. */
export function blocks(source: string): string[] {
  const marked = new Marked({ gfm: true, breaks: true });
  return marked.lexer(source).map((token) => token.raw);
}

/** Take everything out of the markup that could run. */
export function sanitize(markup: string): string {
  return clean(markup);
}

function clean(markup: string): string {
  return DOMPurify.sanitize(markup, { ADD_ATTR: ["target"] });
}

/** Ids of headings as GitHub makes them: "What is new?" -> `what-is-new`, the next one `...-1`. */
class HeadingIds {
  private readonly used = new Map<string, number>();

  constructor(private readonly prefix: string) {}

  next(content: string): string {
    const base = textOf(content)
      .toLowerCase()
      .trim()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let id = base;
    let count = this.used.get(base) ?? 0;
    while (this.used.has(id)) {
      count += 1;
      id = `${base}-${count}`;
    }
    this.used.set(base, count);
    this.used.set(id, 0);
    return this.prefix.replace(/[^\p{L}\p{N}_-]/gu, "") + id;
  }
}

/** What markup says; most has nothing that needs a parser. */
function textOf(markup: string): string {
  if (!/[<&]/.test(markup)) return markup;
  return new DOMParser().parseFromString(markup, "text/html").body.textContent ?? "";
}

/** What the chunk offers. */
export interface MarkdownChunk {
  render: typeof render;
  sanitize: typeof sanitize;
  blocks: typeof blocks;
}

// `DOMPurify` is one of the names that programs find in the page.
Object.assign(window, { DOMPurify });
