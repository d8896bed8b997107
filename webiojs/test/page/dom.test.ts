import { expect, test, vi } from "vitest";
import { classes, fragment, h, setAttribute, uniqueId } from "../../src/page/dom";

test("an element with attributes, listeners and children", () => {
  const click = vi.fn();
  const props = { class: "a", "aria-label": "x", hidden: false, disabled: true, title: null };
  const button = h(
    "button",
    { ...props, dataset: { kind: "k" }, on: { click } },
    "<i>",
    5,
    null,
    false,
  );
  expect(button.outerHTML).toBe(
    '<button class="a" aria-label="x" disabled="" data-kind="k">&lt;i&gt;5</button>',
  );
  button.disabled = false;
  button.click();
  expect(click).toHaveBeenCalledOnce();
});

test("style is text of the style object", () => {
  const box = h("div", { style: "color: red; width: 5px" });
  expect(box.style.width).toBe("5px");
  setAttribute(box, "style", null);
  expect(box.style.length).toBe(0);
});

test("class names, ids and markup", () => {
  expect(classes("a", false, null, "", "b")).toBe("a b");
  expect(uniqueId()).not.toBe(uniqueId());
  expect(fragment("<td>1</td><td>2</td>").children).toHaveLength(2);
});
