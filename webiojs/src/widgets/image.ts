import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Image } from "../protocol";

export const image: Widget<Image> = {
  render(node, context) {
    const element = h("img", { class: "webio-image", alt: node.title ?? "", decoding: "async" });
    if (node.width) element.style.width = length(node.width);
    if (node.height) element.style.height = length(node.height);
    // A file of the session goes with it, so it is fetched now, wherever it stands.
    if (/^https?:/i.test(node.src)) element.loading = "lazy";
    element.src = context.fileUrl(node.src);
    return element;
  },
};

/** A bare number is a length in pixels, as in HTML. */
export function length(text: string): string {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? `${text.trim()}px` : text;
}
