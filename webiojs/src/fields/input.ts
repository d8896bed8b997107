import type { FieldHost } from "../context";
import { h, setAttribute, uniqueId } from "../page/dom";
import type { InputField, Json } from "../protocol";
import {
  asText,
  commonAttributes,
  controlId,
  type Field,
  FieldFrame,
  setControlAttributes,
} from "./frame";
import { keepTyping } from "./typing";
import { numberProblem, textProblem } from "./validity";

/** What may stand in a number field while it is typed. */
const TYPING = { number: /^[-+]?\d*$/, float: /^[-+]?\d*\.?\d*$/ } as const;

export function input(field: InputField, host: FieldHost, single: boolean): Field {
  const { name, kind = "text", value: initial = "" } = field;
  const numeric = kind === "number" || kind === "float";
  const control = h("input", {
    type: numeric ? "text" : kind,
    class: kind === "color" ? "form-control form-control-color" : "form-control",
    id: controlId(field),
    name,
    placeholder: field.placeholder || null,
  });
  setControlAttributes(control, commonAttributes(field));
  control.value = initial;
  if (numeric) {
    setAttribute(control, "inputmode", keypad(control, kind));
    keepTyping(control, TYPING[kind], kind === "float");
  }
  control.addEventListener("input", () => host.changed(name));
  control.addEventListener("blur", () => {
    if (control.value !== "") host.blurred(name);
  });

  const list = h("datalist", { id: uniqueId("webio-list") });
  const suggest = (texts: Json): void => fillList(control, list, texts);
  const body = h("div", { class: "webio-control" }, control, list);
  const frame = new FieldFrame(field, body, { single, controls: () => [control] });
  suggest(field.datalist ?? []);

  return {
    name,
    element: frame.element,
    value: () => (numeric ? control.value.trim() : control.value),
    update(attributes) {
      frame.update(attributes);
      if (attributes.value !== undefined) control.value = asText(attributes.value);
      if (attributes.datalist !== undefined) suggest(attributes.datalist);
      setControlAttributes(control, attributes);
    },
    mark: (problem) => frame.mark(problem),
    check: () => (numeric ? numberProblem(control, kind === "number") : textProblem(control)),
    focus: () => control.focus(),
    reset() {
      control.value = initial;
    },
    labelledBy: (id) => frame.labelledBy(id),
  };
}

function fillList(control: HTMLInputElement, list: HTMLDataListElement, texts: Json): void {
  const items = Array.isArray(texts) ? texts : [];
  list.replaceChildren(...items.map((text) => h("option", { value: asText(text) })));
  setAttribute(control, "list", items.length ? list.id : null);
}

/** The keypad of a phone. That of iOS has no minus, so there it is only for what cannot be negative. */
function keypad(control: HTMLInputElement, kind: "number" | "float"): string | null {
  const min = control.getAttribute("min");
  const negative = min === null || Number(min) < 0;
  if (negative && /iP(hone|ad|od)|Mac/.test(navigator.userAgent)) return null;
  return kind === "number" ? "numeric" : "decimal";
}
