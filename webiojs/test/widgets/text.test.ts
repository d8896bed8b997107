import { expect, test } from "vitest";
import { render } from "./helpers";

test("text is text, never markup", () => {
  const element = render({ type: "text", id: 1, content: "<b>1</b>\n  2" });
  expect(element.tagName).toBe("P");
  expect(element.textContent).toBe("<b>1</b>\n  2");
  expect(element.children).toHaveLength(0);
});

test("inline text stays in its line", () => {
  expect(render({ type: "text", id: 1, content: "a", inline: true }).tagName).toBe("SPAN");
});
