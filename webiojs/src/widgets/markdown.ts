import type { Context, Widget } from "../context";
import { t } from "../i18n";
import type { MarkdownChunk } from "../lazy/markdown";
import { fragment, h } from "../page/dom";
import { watchOverflow } from "../page/overflow";
import type { Markdown } from "../protocol";
import { frameCode } from "./copy";
import { languageOf, paint } from "./highlight";

export const markdown: Widget<Markdown> = {
  needs: () => ["markdown"],
  markup: (node) => (node.sanitize === false ? node.content : ""),
  render(node, context) {
    const element = h("div", { class: "webio-markdown" });
    const markup = rendered(node, context);
    if (markup === null) {
      element.append(h("p", { class: "webio-text" }, node.content));
    } else {
      element.append(fragment(markup));
      finish(element, context);
    }
    return element;
  },
};

/** The markup of a text; null if it has to be shown as it is. */
function rendered(node: Markdown, context: Context): string | null {
  const chunk = context.loaded<MarkdownChunk>("markdown");
  try {
    return chunk?.render(node.content, node.options ?? {}, node.sanitize ?? true) ?? null;
  } catch (error) {
    console.warn("Markdown is shown as it was written:", error); // A line of many megabytes is too much.
    return null;
  }
}

const HEADING = /^H[1-6]$/;

/** Give tables and code of the text what those of the widgets have; colours cost most. */
export function finish(element: HTMLElement, context: Context, colored = true): void {
  element.classList.toggle("webio-begins", HEADING.test(element.firstElementChild?.tagName ?? ""));
  element.classList.toggle("webio-heads", HEADING.test(element.lastElementChild?.tagName ?? ""));
  for (const table of element.querySelectorAll("table")) {
    table.classList.add("table");
    const frame = h("div", { class: "webio-table" });
    for (const cell of [...table.rows].at(-1)?.cells ?? []) cell.classList.add("webio-last");
    table.replaceWith(frame);
    frame.append(table);
    watchOverflow(frame, t("table"));
  }
  for (const code of element.querySelectorAll<HTMLElement>("pre > code")) {
    const block = code.parentElement as HTMLElement;
    const mark = document.createComment("");
    block.replaceWith(mark);
    mark.replaceWith(frameCode(block, code.textContent ?? ""));
    if (colored) paint(code, languageOf(code), context);
  }
}
