import { expect, test } from "vitest";
import type { Field } from "../../src/fields/frame";
import type { CheckboxField, Option } from "../../src/protocol";
import { find, show } from "./helpers";

const OPTIONS: Option[] = [
  { label: "One", value: 1 },
  { label: "Two", value: [2] },
  { label: "Gone", value: "g", disabled: true },
];
const checkbox = (more: Partial<CheckboxField> = {}): CheckboxField => ({
  type: "checkbox",
  name: "x",
  options: OPTIONS,
  ...more,
});
const boxes = (field: Field): HTMLInputElement[] => [...field.element.querySelectorAll("input")];

test("a group is a fieldset with a legend, each box with its label", () => {
  const field = show(checkbox({ label: "Which?", help_text: "Any" }));
  expect(field.element.tagName).toBe("FIELDSET");
  expect(find(field, "legend").textContent).toBe("Which?");
  expect(boxes(field).map((box) => [box.type, box.name])).toEqual(Array(3).fill(["checkbox", "x"]));
  for (const box of boxes(field)) expect(find(field, `label[for="${box.id}"]`)).toBeTruthy();
  expect(field.element.getAttribute("aria-describedby")).toBe(find(field, ".form-text").id);
});

test("checked values come in the order of the options", () => {
  const field = show(checkbox());
  expect(field.value()).toEqual([]);
  for (const box of boxes(field).slice(0, 2).reverse()) box.click();
  expect(field.value()).toEqual([1, [2]]);
});

test("the program changes them, and a reset brings back the options as it gave them", () => {
  const field = show(checkbox({ options: [{ label: "a", value: "a", selected: true }] }));
  field.update({
    options: [
      { label: "b", value: "b" },
      { label: "c", value: "c" },
    ],
    value: ["c"],
  });
  expect(field.value()).toEqual(["c"]);
  field.update({ value: [] });
  expect(field.value()).toEqual([]);
  field.reset();
  expect(find(field, "label").textContent).toBe("b");
});

test("disabled options and attributes", () => {
  const field = show(checkbox({ inline: true, attributes: { "data-x": "1", onclick: "run()" } }));
  expect(boxes(field).map((box) => box.disabled)).toEqual([false, false, true]);
  expect(boxes(field).every((box) => box.dataset.x === "1" && !box.hasAttribute("onclick"))).toBe(
    true,
  );
  expect(field.element.querySelector(".webio-boxes-inline")).not.toBeNull();
});
