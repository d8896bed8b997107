import type { FieldHost } from "../context";
import { t } from "../i18n";
import type { CheckboxField, Json, RadioField } from "../protocol";
import { commonAttributes, type Field, FieldFrame, setControlAttributes } from "./frame";
import { asOptions, Boxes, choose } from "./options";

/** A group of checkboxes or radio buttons; `multiple` tells which. */
export function boxes(
  field: CheckboxField | RadioField,
  host: FieldHost,
  single: boolean,
  multiple: boolean,
): Field {
  const { name, type } = field;
  const { required, readonly: _, ...shared } = commonAttributes(field);
  let needed = required === true;
  const group = new Boxes(type, name, field.inline ?? false, (box) => {
    setControlAttributes(box, shared);
    box.addEventListener("change", () => host.changed(name));
  });
  let initial = field.options;
  group.show(initial);
  const controls = (): HTMLElement[] => group.inputs;
  const frame = new FieldFrame(field, group.element, { group: true, single, controls });
  if (!multiple) {
    frame.element.setAttribute("role", "radiogroup");
    if (needed) frame.element.setAttribute("aria-required", "true");
  }

  return {
    name,
    element: frame.element,
    value: (): Json => (multiple ? group.chosen() : (group.chosen()[0] ?? null)),
    update(attributes) {
      frame.update(attributes);
      const { options, value, required: now, ...others } = attributes;
      if (now !== undefined) needed = now === true;
      Object.assign(shared, others);
      if (options !== undefined) {
        initial = asOptions(options);
        group.show(initial);
      }
      for (const box of group.inputs) setControlAttributes(box, others);
      if (value !== undefined) group.show(choose(group.options, value, multiple));
    },
    mark(problem) {
      frame.mark(problem);
      if (multiple) return;
      if (problem === null) frame.element.removeAttribute("aria-invalid");
      else frame.element.setAttribute("aria-invalid", "true");
    },
    check: () => (needed && group.chosen().length === 0 ? t("required_option") : null),
    focus: () => group.focus(),
    reset: () => group.show(initial),
    labelledBy: (id) => frame.labelledBy(id),
  };
}
