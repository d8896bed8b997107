import { expect, test } from "vitest";
import { render } from "./helpers";

test("a scope is found by its name", () => {
  expect(render({ type: "scope", id: 1, name: "left" }).id).toBe("pywebio-scope-left");
});

test("a second scope of a name says so instead", () => {
  const element = render({ type: "scope", id: 1, name: "left", duplicate: true });
  expect(element.id).toBe("");
  expect(element.textContent).toContain("“left” is already on the page");
});

test("a scope that was taken out of its output shows nothing", () => {
  const element = render({ type: "scope", id: 1, name: "left", removed: true });
  expect(element.id).toBe("");
  expect(element.hidden).toBe(true);
});

test("a scope is an empty box that style sheets find", () => {
  const element = render({ type: "scope", id: 1, name: "side" });
  expect(element.id).toBe("pywebio-scope-side");
  expect(element.className).toBe("pywebio-scope");
  expect(element.childNodes).toHaveLength(0);
});
