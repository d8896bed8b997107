import { t } from "../i18n";
import { copyText } from "../page/clipboard";
import { h } from "../page/dom";
import { watchOverflow } from "../page/overflow";

/** A `pre` element with what a block of code has: a button that copies it, a place in the tab order. */
export function frameCode(block: HTMLElement, content: string): HTMLElement {
  watchOverflow(block, t("code"));
  return h("div", { class: "webio-code" }, block, copyButton(content));
}

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
