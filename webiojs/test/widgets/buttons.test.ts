import { expect, test, vi } from "vitest";
import { makeContext, render } from "./helpers";

test("a click tells the index of the button, and nothing around it", () => {
  const context = makeContext();
  const element = render(
    { type: "buttons", id: 1, callback: 9, buttons: [{ label: "a" }, { label: "b" }] },
    context,
  );
  const around = vi.fn();
  const box = document.createElement("div");
  box.addEventListener("click", around);
  box.append(element);
  element.querySelectorAll("button")[1]?.click();
  expect(context.sent).toEqual([{ event: "callback", callback: 9, value: 1 }]);
  expect(around).not.toHaveBeenCalled();
});

test("a disabled button says nothing", () => {
  const context = makeContext();
  const buttons = [{ label: "a", disabled: true }];
  render({ type: "buttons", id: 1, callback: 9, buttons }, context)
    .querySelector("button")
    ?.click();
  expect(context.sent).toEqual([]);
});

test.each([
  [{}, "btn btn-danger"],
  [{ small: true }, "btn btn-danger btn-sm"],
  [{ outline: true }, "btn btn-outline-danger"],
  [{ link: true, outline: true }, "btn btn-link"],
])("the look %o is the class %s", (look, expected) => {
  const buttons = [{ label: "a", color: "danger" as const }];
  const element = render({ type: "buttons", id: 1, callback: 9, buttons, ...look });
  const button = element.querySelector("button");
  expect(button?.className).toBe(expected);
  expect(button?.type).toBe("button");
});

test("a group is joined", () => {
  const element = render({
    type: "buttons",
    id: 1,
    callback: 9,
    group: true,
    buttons: [{ label: "a" }],
  });
  expect(element.classList.contains("btn-group")).toBe(true);
  expect(element.getAttribute("role")).toBe("group");
});
