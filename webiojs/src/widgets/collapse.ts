import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Collapse } from "../protocol";

export const collapse: Widget<Collapse> = {
  render(node, context) {
    const contents = node.contents.map((content) => context.render(content));
    return h(
      "details",
      { class: "webio-collapse", open: node.open ?? false },
      h("summary", null, node.title),
      h("div", { class: "webio-collapse-body" }, ...contents),
    );
  },
};
