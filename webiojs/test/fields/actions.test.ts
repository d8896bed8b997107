import { expect, test } from "vitest";
import type { ActionsField } from "../../src/protocol";
import { find, show, TestHost } from "./helpers";

const SPEC: ActionsField = {
  type: "actions",
  name: "x",
  buttons: [
    { label: "Save", value: { id: 1 } },
    { label: "Reset", kind: "reset", color: "warning" },
    { label: "Leave", kind: "cancel", color: "danger" },
    { label: "Off", value: 2, disabled: true },
  ],
};

test("each button does what it is for", () => {
  const host = new TestHost();
  const field = show(SPEC, host);
  const buttons = [...field.element.querySelectorAll("button")];
  for (const button of buttons) button.click();
  expect(host.told).toEqual([["submit", "x", { id: 1 }], ["reset"], ["cancel"]]);
  expect(buttons.map((button) => button.type)).toEqual(["submit", "reset", "button", "submit"]);
  expect(buttons.map((button) => button.name)).toEqual(["x", "x", "x", "x"]);
});

test("looks and hooks of the buttons", () => {
  const field = show(SPEC);
  expect(find(field, ".pywebio_cancel_btn").textContent).toBe("Leave");
  expect(find(field, ".btn-warning").textContent).toBe("Reset");
  expect(find(field, ".btn-primary").textContent).toBe("Save");
});

test("without a press it has no value", () => {
  expect(show(SPEC).value()).toBeNull();
});
