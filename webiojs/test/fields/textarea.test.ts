import { expect, test, vi } from "vitest";
import type { TextareaField } from "../../src/protocol";
import { find, show, TestHost, type } from "./helpers";

const spec = (more: Partial<TextareaField> = {}): TextareaField => ({
  type: "textarea",
  name: "x",
  ...more,
});

test("it has the name, size and limits that the program gave", () => {
  const field = show(
    spec({ value: "a\nb", rows: 3, maxlength: 5, minlength: 2, placeholder: "p" }),
  );
  const area = find<HTMLTextAreaElement>(field, "textarea");
  expect(area.name).toBe("x");
  expect(area.getAttribute("rows")).toBe("3");
  expect(area.maxLength).toBe(5);
  expect(area.placeholder).toBe("p");
  expect(field.value()).toBe("a\nb");
});

test("what is typed is told, put back by a reset and checked", () => {
  const host = new TestHost();
  const field = show(spec({ value: "a", minlength: 3 }), host);
  type(find(field, "textarea"), "b");
  expect(field.value()).toBe("ab");
  expect(host.told).toEqual([["changed", "x"]]);
  expect(field.check()).toBe("Please enter at least 3 characters.");
  field.reset();
  expect(field.value()).toBe("a");
});

test("lengths are counted as browsers do", () => {
  expect(show(spec({ value: "😀😀", maxlength: 3 })).check()).toBe(
    "Please enter at most 3 characters.",
  );
  expect(show(spec({ value: "😀😀", maxlength: 4 })).check()).toBeNull();
});

test("a required one must not be empty", () => {
  expect(show(spec({ required: true })).check()).toBe("Please fill in this field.");
});

test("code is edited in a plain field until the editor is there, with all that was typed", async () => {
  const host = new TestHost();
  const made: unknown[][] = [];
  class CodeEditor {
    constructor(area: HTMLTextAreaElement, settings: Record<string, unknown>) {
      made.push([area.value, settings.rows, settings.options]);
    }
    mirror(): void {
      made.push(["mirror"]);
    }
    load(): void {
      made.push(["load"]);
    }
  }
  host.context.chunks.set("editor", { CodeEditor });
  const field = show(spec({ rows: 4, code: { mode: "python" } }), host);
  type(find(field, "textarea"), "x");
  await vi.waitFor(() => expect(made).toEqual([["x", 4, { mode: "python" }]]));
  await vi.waitFor(() => expect(find(field, ".webio-editor-help").textContent).toContain("Escape"));
  field.update({ value: "y" });
  expect(field.value()).toBe("y");
  expect(made.slice(1)).toEqual([["load"], ["mirror"]]);
});
