import { expect, test } from "vitest";
import type { InputField } from "../../src/protocol";
import { find, show, TestHost, type } from "./helpers";

const spec = (more: Partial<InputField> = {}): InputField => ({
  type: "input",
  name: "x",
  ...more,
});
const control = (field: ReturnType<typeof show>): HTMLInputElement => find(field, "input");

test.each(["text", "password", "url", "date", "time", "color", "datetime-local"] as const)(
  "%s is the browser's own control, under the name of the program",
  (kind) => {
    const input = control(show(spec({ kind })));
    expect(input.type).toBe(kind);
    expect(input.name).toBe("x");
  },
);

test.each([
  ["number", "-12", "-12"],
  ["number", "1a2.5", "125"],
  ["number", "--1", "-1"],
  ["number", "1e5", "15"],
  ["number", "１２", "12"],
  ["float", "-1.5", "-1.5"],
  ["float", "1.2.3", "1.23"],
  ["float", "1,5", "1.5"],
  ["float", "x.5", ".5"],
] as const)("what is typed into %s: %s gives %s", (kind, typed, expected) => {
  const field = show(spec({ kind }));
  type(control(field), typed);
  expect(field.value()).toBe(expected);
});

test("a keystroke that is undone is not told", () => {
  const host = new TestHost();
  const field = show(spec({ kind: "number" }), host);
  type(control(field), "1x");
  expect(host.told).toEqual([["changed", "x"]]);
});

test("text that is pasted with thousands separators is not taken for another number", () => {
  const field = show(spec({ kind: "float", value: "7" }));
  control(field).dispatchEvent(new Event("beforeinput"));
  control(field).value = "1,234";
  control(field).dispatchEvent(new InputEvent("input", { data: null }));
  expect(field.value()).toBe("7");
});

test("what an input method composes is looked at when it is done", () => {
  const field = show(spec({ kind: "number" }));
  control(field).value = "１";
  control(field).dispatchEvent(new InputEvent("input", { isComposing: true }));
  expect(control(field).value).toBe("１");
  control(field).dispatchEvent(new Event("compositionend"));
  expect(field.value()).toBe("1");
});

test.each([
  [{ required: true }, "Please fill in this field."],
  [{ kind: "number", required: true }, "Please fill in this field."],
  [{ kind: "number", value: "-" }, "Please enter a number."],
  [{ kind: "number", value: "1.5" }, "Please enter a whole number."],
  [{ kind: "number", value: "3", attributes: { min: 5 } }, "Please enter 5 or more."],
  [{ kind: "float", value: "3.5", attributes: { max: 3 } }, "Please enter 3 or less."],
  [{ kind: "float", value: "0.25", attributes: { step: 0.1 } }, "Please enter a multiple of 0.1."],
  [{ value: "ab", attributes: { minlength: 3 } }, "Please enter at least 3 characters."],
  [{ value: "abcd", attributes: { maxlength: 3 } }, "Please enter at most 3 characters."],
  [{ kind: "url", value: "nonsense" }, "Please enter a full address, such as https://example.com."],
  [{ value: "x", attributes: { pattern: "[0-9]+", title: "Digits only" } }, "Digits only"],
] as [Partial<InputField>, string][])("%o is refused: %s", (more, problem) => {
  expect(show(spec(more)).check()).toBe(problem);
});

test.each([
  {},
  { kind: "number" },
  { kind: "number", value: "-7" },
  { kind: "float", value: "0.3", attributes: { step: 0.1 } },
  { kind: "float", value: "1.", attributes: { min: 1, max: 1 } },
  { kind: "url", value: "https://example.com" },
  { required: true, readonly: true },
  { required: true, disabled: true },
] as Partial<InputField>[])("%o is fine", (more) => {
  expect(show(spec(more)).check()).toBeNull();
});

test("attributes of the program are set, but none that would run", () => {
  const attributes = {
    "data-x": 5,
    autocomplete: "off",
    onclick: "run()",
    OnFocus: "run()",
    type: "image",
  };
  const input = control(show(spec({ attributes, readonly: true, placeholder: "p" })));
  expect(input.dataset.x).toBe("5");
  expect(input.autocomplete).toBe("off");
  expect(input.readOnly).toBe(true);
  expect(input.placeholder).toBe("p");
  expect(input.getAttributeNames().filter((name) => name.startsWith("on"))).toEqual([]);
  expect(input.type).toBe("text");
});

test("label, help and problem belong to the control", () => {
  const field = show(spec({ label: "<Age>", help_text: "In years" }));
  const input = control(field);
  const label = find<HTMLLabelElement>(field, "label");
  expect(label.textContent).toBe("<Age>");
  expect(label.htmlFor).toBe(input.id);
  const described = (): (string | null | undefined)[] =>
    (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
  expect(described()).toEqual(["In years"]);

  field.mark("Too young");
  expect(described()).toEqual(["Too young", "In years"]);
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(input.classList.contains("is-invalid")).toBe(true);
  expect(find(field, ".invalid-feedback").textContent).toBe("Too young");

  field.mark(null);
  expect(described()).toEqual(["In years"]);
  expect(input.hasAttribute("aria-invalid")).toBe(false);
  expect(input.classList.contains("is-invalid")).toBe(false);
});

test("an empty message refuses all the same", () => {
  const field = show(spec());
  field.mark("");
  expect(control(field).classList.contains("is-invalid")).toBe(true);
});

test("a single field takes its name from elsewhere", () => {
  const field = show(spec({ label: "Age" }), new TestHost(), true);
  field.labelledBy("title");
  expect(field.element.querySelector("label")).toBeNull();
  expect(control(field).getAttribute("aria-labelledby")).toBe("title");
});

test("suggestions are offered, and change", () => {
  const field = show(spec({ datalist: ["a", "b"] }));
  const list = find<HTMLDataListElement>(field, "datalist");
  const offered = (): string[] =>
    [...list.querySelectorAll("option")].map((option) => option.value);
  expect(control(field).getAttribute("list")).toBe(list.id);
  expect(offered()).toEqual(["a", "b"]);
  field.update({ datalist: ["c"] });
  expect(offered()).toEqual(["c"]);
  field.update({ datalist: [] });
  expect(control(field).hasAttribute("list")).toBe(false);
});

test("the program changes it without being told of a change", () => {
  const host = new TestHost();
  const field = show(spec({ value: "a" }), host);
  field.update({ value: 5, label: "New", help_text: "h", placeholder: "p", readonly: true });
  expect(field.value()).toBe("5");
  expect(find(field, "label").textContent).toBe("New");
  expect(find(field, ".form-text").textContent).toBe("h");
  expect(control(field).placeholder).toBe("p");
  expect(control(field).readOnly).toBe(true);
  field.update({ readonly: false });
  expect(control(field).readOnly).toBe(false);
  expect(host.told).toEqual([]);
  field.reset();
  expect(field.value()).toBe("a");
});

test("leaving it is told only with a value in it", () => {
  const host = new TestHost();
  const field = show(spec(), host);
  control(field).dispatchEvent(new Event("blur"));
  expect(host.told).toEqual([]);
  control(field).value = "a";
  control(field).dispatchEvent(new Event("blur"));
  expect(host.told).toEqual([["blurred", "x"]]);
});

test("a button beside the field calls the program, and does not submit", () => {
  const host = new TestHost();
  const field = show(spec({ action: 7, action_label: "Choose" }), host);
  const button = find<HTMLButtonElement>(field, "button");
  expect([button.type, button.textContent]).toEqual(["button", "Choose"]);
  button.click();
  expect(host.context.sent).toEqual([{ event: "callback", callback: 7 }]);
});

test("a text that stands for an object is seen in any field, and locked until a reset", () => {
  const field = show(spec({ kind: "date", value: "2026-01-02", action: 7, action_label: "…" }));
  const input = control(field);
  field.update({ value: "Today", locked: true });
  expect([input.type, input.readOnly, field.value()]).toEqual(["text", true, "Today"]);
  field.reset();
  expect([input.type, input.readOnly, field.value()]).toEqual(["date", false, "2026-01-02"]);
  field.update({ readonly: true, locked: true });
  field.update({ value: "", locked: false });
  expect(input.readOnly).toBe(true);
});

test("the program says that a value is wrong, right, or nothing of it", () => {
  const field = show(spec({ label: "Name" }));
  const says = (): unknown[] => [
    control(field).className.match(/is-\w+/g),
    find(field, ".invalid-feedback").textContent,
    field.element.querySelector(".valid-feedback")?.textContent,
  ];
  field.update({ valid_status: false, invalid_feedback: "say it" });
  expect(says()).toEqual([["is-invalid"], "say it", undefined]);
  expect(control(field).getAttribute("aria-invalid")).toBe("true");
  field.update({ valid_status: true, valid_feedback: "thank you" });
  expect(says()).toEqual([["is-valid"], "", "thank you"]);
  field.update({ valid_status: 0 });
  expect(says()).toEqual([null, "", undefined]);
  field.update({ valid_status: false });
  expect(says()).toEqual([["is-invalid"], "Your input is not valid.", undefined]);
});

test("a field that was found wrong shows it when it is built", () => {
  const field = show(spec({ attributes: { valid_status: false, invalid_feedback: "say it" } }));
  expect(find(field, ".invalid-feedback").textContent).toBe("say it");
  expect(control(field).getAttribute("valid_status")).toBeNull();
});
