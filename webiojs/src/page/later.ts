// Widgets in parts of the bundle that are fetched with the first output that needs them.

import type { Widget } from "../context";
import { t } from "../i18n";
import type { Output } from "../protocol";
import { h } from "./dom";

/** The widget of this name in a part of the bundle; `own` holds what is asked before that is there. */
export function later<N extends Output>(
  part: string,
  name: N["type"],
  own: Omit<Widget<N>, "render"> = {},
): Widget<N> {
  return {
    ...own,
    needs: (node) => [part, ...(own.needs?.(node) ?? [])],
    render(node, context, old) {
      const widget = context.loaded<Record<string, Widget<N>>>(part)?.[name];
      if (widget !== undefined) return widget.render(node, context, old);
      // What the page is to do then it has said already (see Chunks).
      return h("div", { class: "webio-notice webio-notice-error", role: "note" }, t("version"));
    },
  };
}
