import type { Widget } from "../context";
import { h, uniqueId } from "../page/dom";
import type { Tabs } from "../protocol";

/** What keeps its open tab when it is replaced. */
const opened = new WeakMap<HTMLElement, number>();

export const tabs: Widget<Tabs> = {
  render(node, context, old) {
    const key = uniqueId("webio-tab");
    const list = h("div", { class: "webio-tablist", role: "tablist" });
    const element = h("div", { class: "webio-tabs" }, list);
    const panels: HTMLElement[] = [];
    const open = (index: number): void => show(element, [...list.children], panels, index);
    node.tabs.forEach((tab, index) => {
      const ids = { tab: `${key}-${index}`, panel: `${key}-${index}-panel` };
      const head = { id: ids.tab, role: "tab", class: "webio-tab", "aria-controls": ids.panel };
      const on = { click: () => open(index) };
      // A label as well, since style sheets and scripts of programs look for one.
      list.append(h("div", { ...head, on }, h("label", null, tab.title)));
      const body = { id: ids.panel, role: "tabpanel", "aria-labelledby": ids.tab, tabindex: 0 };
      const contents = tab.contents.map((content) => context.render(content));
      panels.push(h("div", { class: "webio-tab-panel", ...body }, ...contents));
    });
    element.append(...panels);
    list.addEventListener("keydown", (event) => {
      const next = nextTab(event, list);
      if (next === null) return;
      event.preventDefault();
      open(next);
      (list.children[next] as HTMLElement).focus();
    });
    const before = old === undefined ? 0 : (opened.get(old) ?? 0);
    open(Math.min(before, panels.length - 1));
    return element;
  },
};

function show(element: HTMLElement, heads: Element[], panels: HTMLElement[], index: number): void {
  opened.set(element, index);
  for (const [each, head] of heads.entries()) {
    head.setAttribute("aria-selected", String(each === index));
    (head as HTMLElement).tabIndex = each === index ? 0 : -1;
  }
  for (const [each, panel] of panels.entries()) panel.hidden = each !== index;
}

/** The tab that a key leads to: arrows go round, in the direction of the script. */
function nextTab(event: KeyboardEvent, list: HTMLElement): number | null {
  const heads = [...list.children];
  const here = heads.indexOf(document.activeElement as Element);
  if (here < 0) return null;
  const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
  const around = (step: number): number => (here + step + heads.length) % heads.length;
  switch (event.key) {
    case "ArrowRight":
      return around(forward);
    case "ArrowLeft":
      return around(-forward);
    case "Home":
      return 0;
    case "End":
      return heads.length - 1;
    default:
      return null;
  }
}
