import type { Widget } from "../context";
import { h } from "../page/dom";
import type { FileLink } from "../protocol";

export const file: Widget<FileLink> = {
  render(node, context) {
    const click = (event: Event): void => event.stopPropagation();
    const address = context.fileUrl(node.src);
    return h(
      "div",
      { class: "webio-buttons" },
      h(
        "a",
        { class: "btn btn-link", href: address, download: node.name, on: { click } },
        node.label,
      ),
    );
  },
};
