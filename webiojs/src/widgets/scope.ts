import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Scope } from "../protocol";

export const scope: Widget<Scope> = {
  render: (node) => h("div", { id: `pywebio-scope-${node.name}`, class: "pywebio-scope" }),
};
