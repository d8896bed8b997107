import { describe, expect, test, vi } from "vitest";
import * as selectChunk from "../../src/lazy/select";
import type { Option, SelectField } from "../../src/protocol";
import { find, show, TestHost } from "./helpers";

const OPTIONS: Option[] = [
  { label: "One", value: 1 },
  { label: "Two", value: { a: [2] } },
  { label: "Three", value: "1" },
];
const spec = (more: Partial<SelectField> = {}): SelectField => ({
  type: "select",
  name: "x",
  options: OPTIONS,
  ...more,
});
const marked = (...indexes: number[]): Option[] =>
  OPTIONS.map((option, index) => ({ ...option, selected: indexes.includes(index) }));

test("without a mark the first option that can be chosen is", () => {
  expect(show(spec()).value()).toBe(1);
  const [first, ...others] = OPTIONS as [Option, ...Option[]];
  expect(show(spec({ options: [{ ...first, disabled: true }, ...others] })).value()).toEqual({
    a: [2],
  });
  expect(show(spec({ options: [] })).value()).toBeNull();
});

test("values come back as they were, equal texts told apart", () => {
  const field = show(spec({ options: marked(1) }));
  expect(field.value()).toEqual({ a: [2] });
  find<HTMLSelectElement>(field, "select").selectedIndex = 2;
  expect(field.value()).toBe("1");
});

test("several values come in the order of the options", () => {
  const field = show(spec({ multiple: true, options: marked(2, 0) }));
  expect(field.value()).toEqual([1, "1"]);
  expect(show(spec({ multiple: true })).value()).toEqual([]);
});

test("a required list asks for a choice", () => {
  const field = show(spec({ multiple: true, required: true }));
  expect(field.check()).toBe("Please choose an option.");
  field.update({ value: [1] });
  expect(field.check()).toBeNull();
});

test("the program changes options and value; a reset brings back the options as it gave them", () => {
  const field = show(spec());
  field.update({
    options: [
      { label: "A", value: "a" },
      { label: "B", value: "b" },
    ],
    value: "b",
  });
  expect(field.value()).toBe("b");
  field.reset();
  expect(field.value()).toBe("a");
  field.update({ value: "b" });
  expect(field.value()).toBe("b");
});

test("a choice is told", () => {
  const host = new TestHost();
  const field = show(spec(), host);
  find(field, "select").dispatchEvent(new Event("change"));
  expect(host.told).toEqual([["changed", "x"]]);
});

test("labels are text", () => {
  const field = show(spec({ options: [{ label: "<b>x</b>", value: 1 }] }));
  expect(find(field, "option").textContent).toBe("<b>x</b>");
});

describe("with search", () => {
  async function searchable(more: Partial<SelectField> = {}) {
    const host = new TestHost();
    host.context.chunks.set("select", selectChunk);
    const field = show(spec({ native: false, ...more }), host);
    await vi.waitFor(() => find(field, ".ts-wrapper"));
    return { field, host, control: find<HTMLSelectElement>(field, "select") };
  }

  test("the browser's own list stays, and is what scripts choose in", async () => {
    const { field, host, control } = await searchable();
    expect(control.getAttribute("aria-hidden")).toBe("true");
    const options = [...control.options];
    (options.find((option) => option.textContent === "Two") as HTMLOptionElement).selected = true;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    expect(host.told).toEqual([["changed", "x"]]);
    expect(field.value()).toEqual({ a: [2] });
    expect(find(field, ".ts-control .item").textContent).toBe("Two");
  });

  test("its place is kept until it comes, or is known not to come", async () => {
    const { field } = await searchable({ multiple: true });
    const coming = (element: HTMLElement) => element.querySelector(".webio-search-coming") !== null;
    await vi.waitFor(() => expect(coming(field.element)).toBe(false));
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const host = new TestHost();
    vi.spyOn(host.context, "chunk").mockRejectedValue(new Error("no network"));
    const other = show(spec({ native: false, multiple: true }), host);
    expect(coming(other.element)).toBe(true);
    await vi.waitFor(() => expect(coming(other.element)).toBe(false));
  });

  test("options of equal text stay apart", async () => {
    const { field } = await searchable({
      options: [
        { label: "number", value: 1 },
        { label: "text", value: "1", selected: true },
      ],
    });
    expect(field.value()).toBe("1");
  });

  test("the program changes options and value, and a choice outlives other changes", async () => {
    const { field } = await searchable();
    field.update({
      options: [
        { label: "A", value: "a" },
        { label: "B", value: "b" },
      ],
      value: "b",
    });
    expect(find(field, ".ts-control .item").textContent).toBe("B");
    field.update({ help_text: "help" });
    expect(field.value()).toBe("b");
    field.reset();
    expect(field.value()).toBe("a");
  });

  test("a required list asks for a choice", async () => {
    const { field } = await searchable({ multiple: true, required: true });
    expect(field.check()).toBe("Please choose an option.");
    field.update({ required: false });
    expect(field.check()).toBeNull();
  });

  test("a problem is said of the box too", async () => {
    const { field } = await searchable();
    field.mark("No");
    const box = find(field, "input");
    expect(box.getAttribute("aria-invalid")).toBe("true");
    expect(box.getAttribute("aria-describedby")).toBe(find(field, ".invalid-feedback").id);
  });
});
