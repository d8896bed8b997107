import type { FieldHost } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import type { Json, Option, SelectField } from "../protocol";
import { commonAttributes, controlId, type Field, FieldFrame, setControlAttributes } from "./frame";
import { asOptions, choose, valueText } from "./options";

/** A list box shows at most so many options at once. */
const MOST_ROWS = 8;

export function select(field: SelectField, host: FieldHost, single: boolean): Field {
  const { name, multiple = false } = field;
  const control = h("select", { class: "form-select", id: controlId(field), name, multiple });
  const { readonly: _, ...attributes } = commonAttributes(field);
  let options: Option[] = [];

  const show = (wanted: Option[]): void => {
    options = wanted;
    control.replaceChildren(...wanted.map(makeOption));
    if (multiple) control.size = Math.min(Math.max(wanted.length, 2), MOST_ROWS);
    // Without a mark the first option that can be chosen is, also in browsers that would skip it.
    else if (!wanted.some((option) => option.selected)) {
      control.selectedIndex = wanted.findIndex((option) => !option.disabled);
    }
  };
  const chosen = (): Json[] =>
    options.filter((_option, index) => control.options[index]?.selected).map(({ value }) => value);

  show(field.options);
  setControlAttributes(control, attributes);
  control.addEventListener("change", () => host.changed(name));
  const frame = new FieldFrame(field, control, { single, controls: () => [control] });

  return {
    name,
    element: frame.element,
    value: (): Json => (multiple ? chosen() : (chosen()[0] ?? null)),
    update(changes) {
      frame.update(changes);
      if (changes.options !== undefined) show(asOptions(changes.options));
      if (changes.value !== undefined) show(choose(options, changes.value, multiple));
      setControlAttributes(control, changes);
    },
    mark: (problem) => frame.mark(problem),
    check: () => (control.required && chosen().length === 0 ? t("required_option") : null),
    focus: () => control.focus(),
    reset: () => show(field.options),
    labelledBy: (id) => frame.labelledBy(id),
  };
}

function makeOption(option: Option): HTMLOptionElement {
  const { value, label, disabled } = option;
  const element = h("option", { value: valueText(value), disabled }, label);
  element.defaultSelected = option.selected ?? false;
  element.selected = option.selected ?? false;
  return element;
}
