import type { FieldHost } from "../context";
import { classes, h } from "../page/dom";
import type { ActionButton, ActionsField } from "../protocol";
import { type Field, FieldFrame } from "./frame";

export function actions(field: ActionsField, host: FieldHost, single: boolean): Field {
  const { name } = field;
  const buttons = field.buttons.map((button) => makeButton(button, field, host));
  const bar = h("div", { class: "webio-actions" }, ...buttons);
  const frame = new FieldFrame(field, bar, { group: true, single, controls: () => [] });
  return {
    name,
    element: frame.element,
    value: () => null, // The value is that of the button by which the form is submitted.
    update: (attributes) => frame.update(attributes),
    mark: (problem) => frame.mark(problem),
    check: () => null,
    focus: () => buttons.find((button) => !button.disabled)?.focus(),
    reset: () => undefined,
    labelledBy: (id) => frame.labelledBy(id),
  };
}

function makeButton(button: ActionButton, field: ActionsField, host: FieldHost): HTMLButtonElement {
  const { kind = "submit", color = "primary", value = null, label } = button;
  const cancel = kind === "cancel";
  const click = (event: Event): void => {
    event.preventDefault();
    if (cancel) host.cancel();
    else if (kind === "reset") host.reset();
    else host.submit(field.name, value);
  };
  return h(
    "button",
    {
      type: cancel ? "button" : kind,
      class: classes("btn", `btn-${color}`, cancel && "pywebio_cancel_btn"),
      name: field.name,
      disabled: button.disabled || field.disabled,
      on: { click },
    },
    label,
  );
}
