import type { FieldHost } from "../context";
import { h } from "../page/dom";
import type { TextareaField } from "../protocol";
import {
  asText,
  commonAttributes,
  controlId,
  type Field,
  FieldFrame,
  setControlAttributes,
} from "./frame";
import { textProblem } from "./validity";

export function textarea(field: TextareaField, host: FieldHost, single: boolean): Field {
  const { name, value: initial = "" } = field;
  const control = h("textarea", {
    class: "form-control",
    id: controlId(field),
    name,
    rows: field.rows ?? 6,
    placeholder: field.placeholder || null,
    maxlength: field.maxlength,
    minlength: field.minlength,
  });
  setControlAttributes(control, commonAttributes(field));
  control.value = initial;
  control.setSelectionRange(0, 0); // One begins to read a long text at its start.
  control.addEventListener("input", () => host.changed(name));
  control.addEventListener("blur", () => {
    if (control.value !== "") host.blurred(name);
  });
  const frame = new FieldFrame(field, control, { single, controls: () => [control] });
  return {
    name,
    element: frame.element,
    value: () => control.value,
    update(attributes) {
      frame.update(attributes);
      if (attributes.value !== undefined) control.value = asText(attributes.value);
      setControlAttributes(control, attributes);
    },
    mark: (problem) => frame.mark(problem),
    check: () => textProblem(control),
    focus: () => control.focus(),
    reset() {
      control.value = initial;
    },
    labelledBy: (id) => frame.labelledBy(id),
  };
}
