import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Link } from "../protocol";

const REFUSED = new Set(["javascript:", "vbscript:", "data:"]);

export const link: Widget<Link> = {
  render(node, context) {
    const address = node.app ? context.appUrl(node.app) : (node.url ?? "");
    return h(
      "a",
      {
        class: "webio-link",
        href: isSafe(address) ? address : null,
        target: node.new_window && "_blank",
        rel: node.new_window && "noopener",
      },
      node.label,
    );
  },
};

/** Whether a click would go somewhere instead of running a script. */
export function isSafe(address: string): boolean {
  try {
    return !REFUSED.has(new URL(address, document.baseURI).protocol);
  } catch {
    return true; // The browser cannot make an address of it either, so nothing runs.
  }
}
