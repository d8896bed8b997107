import { expect, test } from "vitest";
import type { Field } from "../../src/fields/frame";
import type { Option, RadioField } from "../../src/protocol";
import { find, show, TestHost } from "./helpers";

const OPTIONS: Option[] = [
  { label: "One", value: 1 },
  { label: "Two", value: [2] },
  { label: "Gone", value: "g", disabled: true },
];
const radio = (more: Partial<RadioField> = {}): RadioField => ({
  type: "radio",
  name: "x",
  options: OPTIONS,
  ...more,
});
const boxes = (field: Field): HTMLInputElement[] => [...field.element.querySelectorAll("input")];

test("a radio group has one value or none", () => {
  const host = new TestHost();
  const field = show(radio(), host);
  expect(field.value()).toBeNull();
  boxes(field)[1]?.click();
  expect(field.value()).toEqual([2]);
  boxes(field)[0]?.click();
  expect(field.value()).toBe(1);
  expect(host.told).toEqual([
    ["changed", "x"],
    ["changed", "x"],
  ]);
});

test("a required group asks for a choice", () => {
  const field = show(radio({ required: true }));
  expect(field.check()).toBe("Please choose an option.");
  field.update({ value: 1 });
  expect(field.check()).toBeNull();
  field.update({ required: false, value: null });
  expect(field.check()).toBeNull();
});

test("a problem is marked at each box and told of the group", () => {
  const field = show(radio());
  field.mark("No");
  expect(boxes(field).every((box) => box.classList.contains("is-invalid"))).toBe(true);
  expect(field.element.getAttribute("aria-invalid")).toBe("true");
  expect(field.element.getAttribute("aria-describedby")).toBe(find(field, ".invalid-feedback").id);
  field.mark(null);
  expect(field.element.hasAttribute("aria-invalid")).toBe(false);
  expect(boxes(field).some((box) => box.classList.contains("is-invalid"))).toBe(false);
});

test("the focus goes to what is chosen", () => {
  const field = show(
    radio({
      options: [
        { label: "a", value: 1 },
        { label: "b", value: 2, selected: true },
      ],
    }),
  );
  field.focus();
  expect(document.activeElement).toBe(boxes(field)[1]);
});
