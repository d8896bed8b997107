import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Text } from "../protocol";

export const text: Widget<Text> = {
  render: (node) => h(node.inline ? "span" : "p", { class: "webio-text" }, node.content),
};
