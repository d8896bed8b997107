import type { Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import type { Scope } from "../protocol";

export const scope: Widget<Scope> = {
  render(node) {
    if (node.removed) return h("div", { hidden: true });
    if (node.duplicate) {
      const kind = "webio-notice webio-notice-error";
      return h("div", { class: kind, role: "note" }, t("scope_exists", node.name));
    }
    return h("div", { id: `pywebio-scope-${node.name}`, class: "pywebio-scope" });
  },
};
