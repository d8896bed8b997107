import type { Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import type { Alert } from "../protocol";

const CLASSES = { info: "info", success: "success", warning: "warning", error: "danger" } as const;

export const alert: Widget<Alert> = {
  render(node, context) {
    const urgent = node.kind === "warning" || node.kind === "error";
    const contents = node.contents.map((content) => context.render(content));
    const box = h(
      "div",
      {
        class: `alert alert-${CLASSES[node.kind]} webio-alert`,
        role: urgent ? "alert" : "status",
      },
      h("div", { class: "webio-alert-body" }, ...contents),
    );
    if (node.closable) {
      const click = (event: Event): void => {
        event.stopPropagation();
        box.remove();
      };
      const label = t("close");
      box.append(
        h("button", { type: "button", class: "btn-close", "aria-label": label, on: { click } }),
      );
    }
    return box;
  },
};
