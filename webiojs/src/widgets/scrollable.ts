import type { Widget } from "../context";
import { t } from "../i18n";
import { classes, h } from "../page/dom";
import type { Scrollable } from "../protocol";

export const scrollable: Widget<Scrollable> = {
  render(node, context) {
    const contents = node.contents.map((content) => context.render(content));
    const body = h("div", { class: "webio-scrollable-body" }, ...contents);
    const look = classes("webio-scrollable", node.border && "webio-scrollable-border");
    const reach = { role: "group", "aria-label": t("scroll_area"), tabindex: 0 };
    const element = h("div", { class: look, ...reach }, body);
    if (node.min_height) element.style.minHeight = node.min_height;
    if (node.max_height) element.style.maxHeight = node.max_height;
    if (node.keep_bottom) follow(element, body);
    return element;
  },
};

/** Keep the end in sight while the contents grow, unless somebody is looking at something. */
function follow(box: HTMLElement, body: HTMLElement): void {
  if (typeof ResizeObserver === "undefined") return;
  const observer = new ResizeObserver(() => {
    if (!box.isConnected) observer.disconnect();
    else if (!box.matches(":hover") && !box.contains(document.activeElement)) {
      box.scrollTop = box.scrollHeight;
    }
  });
  observer.observe(body);
}
