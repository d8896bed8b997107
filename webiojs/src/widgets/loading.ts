import type { Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import type { Loading } from "../protocol";

export const loading: Widget<Loading> = {
  render(node) {
    const look = `spinner-${node.shape ?? "border"} text-${node.color ?? "dark"} webio-loading`;
    return h(
      "div",
      { class: look, role: "status" },
      h("span", { class: "visually-hidden" }, t("loading")),
    );
  },
};
