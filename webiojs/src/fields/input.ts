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
  const button = field.action ? actionButton(field, control, host) : null;
  const body = h(
    "div",
    { class: button ? "webio-control webio-control-action" : "webio-control" },
    control,
    list,
    button,
  );
  const frame = new FieldFrame(field, body, { single, controls: () => [control] });
  suggest(field.datalist ?? []);

  let readonly = control.readOnly;
  /** A text that stands for an object can be seen in any field, and edited in none. */
  const lock = (locked: boolean): void => {
    control.readOnly = locked || readonly;
    control.type = locked || numeric ? "text" : kind;
  };
  lock(field.locked ?? false);
  control.value = initial;

  return {
    name,
    element: frame.element,
    value: () => (numeric ? control.value.trim() : control.value),
    update(attributes) {
      frame.update(attributes);
      setControlAttributes(control, attributes);
      if (attributes.readonly !== undefined) readonly = attributes.readonly === true;
      if (attributes.locked !== undefined) lock(attributes.locked === true);
      if (attributes.value !== undefined) control.value = asText(attributes.value);
      if (attributes.datalist !== undefined) suggest(attributes.datalist);
    },
    mark: (problem) => frame.mark(problem),
    check: () => (numeric ? numberProblem(control, kind === "number") : textProblem(control)),
    focus: () => control.focus(),
    reset() {
      lock(false);
      control.value = field.locked ? "" : initial;
    },
    labelledBy: (id) => frame.labelledBy(id),
  };
}

/** The button beside a field: the program's function behind it may set the value. */
function actionButton(
  field: InputField,
  control: HTMLInputElement,
  host: FieldHost,
): HTMLButtonElement {
  const { action = 0 } = field;
  const click = (): void => host.context.send({ event: "callback", callback: action });
  return h(
    "button",
    {
      type: "button",
      class: "btn btn-outline-secondary",
      "aria-controls": control.id,
      disabled: field.disabled,
      on: { click },
    },
    field.action_label,
  );
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
