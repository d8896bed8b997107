import type { FieldHost } from "../context";
import { h, setAttribute } from "../page/dom";
import type { Json, SliderField } from "../protocol";
import { commonAttributes, controlId, type Field, FieldFrame, setControlAttributes } from "./frame";

export function slider(field: SliderField, host: FieldHost, single: boolean): Field {
  const { name } = field;
  const control = h("input", { type: "range", class: "form-range", id: controlId(field), name });
  const shown = h("output", { for: control.id, class: "webio-slider-value" });
  const { required: _, readonly, disabled, ...attributes } = commonAttributes(field);
  setControlAttributes(control, attributes);
  const state = { readonly: readonly === true, disabled: disabled === true };

  const showValue = (): void => {
    shown.value = control.value;
  };
  /** In this order: a browser moves the value into the range that there is. */
  const place = (changes: Record<string, Json | undefined>): void => {
    const { min_value: min, max_value: max, step, value } = changes;
    if (typeof min === "number") control.min = String(min);
    if (typeof max === "number") control.max = String(max);
    if (typeof step === "number") control.step = step === 0 ? "any" : String(step);
    if (typeof value === "number") control.value = String(value);
    showValue();
  };
  /** A range has no read-only state of its own. */
  const allow = (): void => setAttribute(control, "disabled", state.readonly || state.disabled);

  const { value = 0, min_value = 0, max_value = 100, step = 1 } = field;
  const initial = { value, min_value, max_value, step };
  place(initial);
  allow();
  control.addEventListener("input", () => {
    showValue();
    host.changed(name);
  });
  control.addEventListener("change", () => host.blurred(name));
  const body = h("div", { class: "webio-slider" }, control, shown);
  const frame = new FieldFrame(field, body, { single, controls: () => [control] });

  return {
    name,
    element: frame.element,
    value: () => Number(control.value),
    update(changes) {
      frame.update(changes);
      const { required: _required, readonly, disabled, step: _step, ...others } = changes;
      setControlAttributes(control, others);
      if (readonly !== undefined) state.readonly = readonly === true;
      if (disabled !== undefined) state.disabled = disabled === true;
      allow();
      place(changes);
    },
    mark: (problem) => frame.mark(problem),
    check: () => null,
    focus: () => control.focus(),
    reset: () => place({ value }),
    labelledBy: (id) => frame.labelledBy(id),
  };
}
