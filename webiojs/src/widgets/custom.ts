// Widgets of the program's own: a Mustache template, with outputs in its data.

import Mustache from "mustache";
import type { Context, Widget } from "../context";
import { fragment, h, uniqueId } from "../page/dom";
import type { Custom, Json } from "../protocol";
import { asOne } from "./html";

export const custom: Widget<Custom> = {
  render(node, context) {
    try {
      const data = withPlaces(node);
      const content = fragment(Mustache.render(node.template, viewOf(data)));
      putOutputs(content, node, context);
      const element = asOne(content);
      element.classList.add("webio-custom");
      return element;
    } catch (error) {
      console.error("pywebio: put_widget:", error);
      const kind = "webio-notice webio-notice-error";
      return h("div", { class: kind, role: "note" }, `put_widget: ${error}`);
    }
  },
};

/** Stands in the data where an output belongs. */
class Place {
  constructor(readonly index: number) {}
}

/** A copy of the data with the places of the outputs. */
function withPlaces(node: Custom): Json {
  const data = structuredClone(node.data);
  for (const [index, way] of (node.places ?? []).entries()) {
    let inner: Record<string | number, unknown> = data;
    for (const step of way.slice(0, -1)) inner = inner[step] as typeof inner;
    inner[way.at(-1) ?? ""] = new Place(index);
  }
  return data;
}

const MARK = "data-webio-output";

/** The data for Mustache; below it stands what templates may use besides. */
function viewOf(data: Json): Mustache.Context {
  const ids = new Map<string, string>();
  let index = 0;
  const helpers = {
    pywebio_output_parse(this: unknown): string {
      // Templates are a kind of element that may stand anywhere, in tables too.
      if (this instanceof Place) return `<template ${MARK}="${this.index}"></template>`;
      return `<span class="webio-text">${Mustache.escape(String(this))}</span>`;
    },
    uniqueid: () => (key: string) => {
      const id = ids.get(key) ?? uniqueId("webio-custom");
      ids.set(key, id);
      return id;
    },
    index: () => index++,
  };
  return new Mustache.Context(helpers).push(data);
}

/** Put the outputs where the template wants them. */
function putOutputs(content: DocumentFragment, node: Custom, context: Context): void {
  for (const mark of content.querySelectorAll(`template[${MARK}]`)) {
    const output = (node.contents ?? [])[Number(mark.getAttribute(MARK))];
    if (output !== undefined) mark.replaceWith(context.render(output));
  }
}
