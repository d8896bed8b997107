// The element of an output: that of its widget, with the style and the click that any may have.

import type { Context, Widget } from "../context";
import type { Output } from "../protocol";
import { widgets } from "../widgets/registry";

export function makeElement(node: Output, context: Context, old?: HTMLElement): HTMLElement {
  const widget = widgets[node.type] as Widget<Output> | undefined;
  if (widget === undefined) throw new Error(`unknown kind of output "${node.type}"`);
  const element = widget.render(node, context, old);
  if (element === old) return element; // It has its style and its click.
  if (node.style) element.style.cssText += `;${node.style}`;
  if (node.click) makeClickable(element, node.click, context);
  return element;
}

function makeClickable(element: HTMLElement, callback: number, context: Context): void {
  const call = () => context.send({ event: "callback", callback });
  element.style.cursor ||= "pointer";
  element.addEventListener("click", call);
  if (element.tabIndex >= 0) return;
  element.tabIndex = 0;
  element.addEventListener("keydown", (event) => {
    if (event.target === element && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      call();
    }
  });
}
