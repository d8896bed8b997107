import type { Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import type { Notice } from "../protocol";

export const notice: Widget<Notice> = {
  render: (node) => {
    const kind = node.notice === "trimmed" ? "webio-notice" : "webio-notice webio-notice-error";
    return h("div", { class: kind, role: "note" }, t(node.notice, node.detail ?? ""));
  },
};
