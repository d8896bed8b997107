import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Code } from "../protocol";
import { frameCode } from "./copy";
import { paint } from "./highlight";

export const code: Widget<Code> = {
  render(node, context) {
    const language = (node.language ?? "").trim().toLowerCase();
    const name = `language-${language.replace(/\s+/g, "-") || "none"}`;
    const content = h("code", { class: name }, node.content);
    const block = h("pre", { class: name }, content);
    if (node.rows) block.style.setProperty("--webio-rows", String(node.rows));
    paint(content, language, context);
    return frameCode(block, node.content);
  },
};
