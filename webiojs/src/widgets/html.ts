import type { Widget } from "../context";
import type { MarkdownChunk } from "../lazy/markdown";
import { classes, fragment, h } from "../page/dom";
import type { Html } from "../protocol";

/** Elements that cannot stand for the whole output: they show nothing, or only do inside others. */
const NEVER_ALONE = new Set(["SCRIPT", "STYLE", "LINK", "META", "BASE", "TITLE", "TEMPLATE"]);

export const html: Widget<Html> = {
  needs: (node) => (node.sanitize ? ["markdown"] : []),
  markup: (node) => (node.sanitize ? "" : node.content),
  render(node, context) {
    if (!node.sanitize) return asOne(fragment(node.content));
    const chunk = context.loaded<MarkdownChunk>("markdown");
    if (!chunk) return h("div", null, node.content);
    return asOne(fragment(chunk.sanitize(node.content)));
  },
};

/** The one element of the markup itself; several nodes are wrapped. */
export function asOne(content: DocumentFragment): HTMLElement {
  const nodes = [...content.childNodes].filter((node) => !isBlank(node));
  const [only] = nodes;
  if (nodes.length === 1 && only instanceof HTMLElement && !NEVER_ALONE.has(only.tagName)) {
    only.remove();
    return only;
  }
  // Text that stands there without a paragraph of its own is given the space of one.
  const text = nodes.some((node) => node.nodeType === Node.TEXT_NODE);
  const box = h("div", { class: classes("webio-html", text && "webio-html-text") });
  box.append(content);
  return box;
}

function isBlank(node: ChildNode): boolean {
  if (node.nodeType === Node.COMMENT_NODE) return true;
  return node.nodeType === Node.TEXT_NODE && !(node.textContent ?? "").trim();
}
