import type { Widget } from "../context";
import { t } from "../i18n";
import { copyText } from "../page/clipboard";
import { h } from "../page/dom";
import { watchOverflow } from "../page/overflow";
import type { Code } from "../protocol";
import { paint } from "./highlight";

export const code: Widget<Code> = {
  render(node, context) {
    const language = (node.language ?? "").trim().toLowerCase();
    const name = `language-${language.replace(/\s+/g, "-") || "none"}`;
    const content = h("code", { class: name }, node.content);
    const block = h("pre", { class: name }, content);
    if (node.rows) block.style.setProperty("--webio-rows", String(node.rows));
    paint(content, language, context);
    watchOverflow(block, t("code"));
    return h("div", { class: "webio-code" }, block, copyButton(node.content));
  },
};

function copyButton(content: string): HTMLElement {
  const button = h("button", { type: "button", class: "webio-copy" }, t("copy"));
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    if (!(await copyText(content))) return;
    button.textContent = t("copied");
    setTimeout(() => {
      button.textContent = t("copy");
    }, 1500);
  });
  return button;
}
