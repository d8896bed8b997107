import { expect, test } from "vitest";
import type { SliderField } from "../../src/protocol";
import { find, show, TestHost } from "./helpers";

const spec = (more: Partial<SliderField> = {}): SliderField => ({
  type: "slider",
  name: "volume",
  label: "Volume",
  value: 30,
  step: 5,
  ...more,
});

test("a range with its number beside it", () => {
  const field = show(spec({ max_value: 50 }));
  const control = find<HTMLInputElement>(field, "input");
  expect(control.type).toBe("range");
  expect([control.name, control.min, control.max, control.step]).toEqual([
    "volume",
    "0",
    "50",
    "5",
  ]);
  expect(find(field, "output").textContent).toBe("30");
  expect(find<HTMLLabelElement>(field, "label").htmlFor).toBe(control.id);
  expect(field.value()).toBe(30);
});

test("a move is shown and told, a release too", () => {
  const host = new TestHost();
  const field = show(spec(), host);
  const control = find<HTMLInputElement>(field, "input");
  control.value = "35";
  control.dispatchEvent(new Event("input", { bubbles: true }));
  expect(find(field, "output").textContent).toBe("35");
  control.dispatchEvent(new Event("change", { bubbles: true }));
  expect(host.told).toEqual([
    ["changed", "volume"],
    ["blurred", "volume"],
  ]);
});

test("a step of nothing means any number", () => {
  const field = show(spec({ step: 0, value: 0.25, max_value: 1, whole: false }));
  expect(find<HTMLInputElement>(field, "input").step).toBe("any");
  expect(field.value()).toBe(0.25);
});

test("the program changes range and value, and a reset brings the first value back", () => {
  const field = show(spec());
  field.update({ min_value: 10, max_value: 200, value: 150 });
  expect(field.value()).toBe(150);
  expect(find(field, "output").textContent).toBe("150");
  field.reset();
  expect(field.value()).toBe(30);
});

test("a slider that is read-only or disabled cannot be moved", () => {
  const field = show(spec({ readonly: true }));
  const control = find<HTMLInputElement>(field, "input");
  expect(control.disabled).toBe(true);
  field.update({ readonly: false });
  expect(control.disabled).toBe(false);
  field.update({ disabled: true });
  expect(control.disabled).toBe(true);
});
