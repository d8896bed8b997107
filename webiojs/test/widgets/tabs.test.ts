import { beforeEach, expect, test } from "vitest";
import type { Tabs } from "../../src/protocol";
import { widgets } from "../../src/widgets/registry";
import { makeContext, render } from "./helpers";

const node = (...titles: string[]): Tabs => ({
  type: "tabs",
  id: 1,
  tabs: titles.map((title, index) => ({
    title,
    contents: [{ type: "text", id: index + 2, content: `in ${title}` }],
  })),
});

let element: HTMLElement;
const heads = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>("[role=tab]")];
const selected = (): (string | null)[] =>
  heads()
    .filter((head) => head.getAttribute("aria-selected") === "true")
    .map((head) => head.textContent);
const seen = (): (string | null)[] =>
  [...element.querySelectorAll<HTMLElement>("[role=tabpanel]")]
    .filter((panel) => !panel.hidden)
    .map((panel) => panel.textContent);
const key = (name: string): boolean =>
  (document.activeElement as HTMLElement).dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }),
  );

beforeEach(() => {
  element = render(node("A", "B", "C"));
  document.body.replaceChildren(element);
});

test("one pane is seen, the first at first, and heads and panes know each other", () => {
  expect(element.className).toBe("webio-tabs");
  expect([selected(), seen()]).toEqual([["A"], ["in A"]]);
  for (const head of heads()) {
    const panel = document.getElementById(head.getAttribute("aria-controls") ?? "");
    expect(panel?.getAttribute("aria-labelledby")).toBe(head.id);
  }
});

test("a click on the label opens a pane", () => {
  element.querySelectorAll("label")[1]?.click();
  expect([selected(), seen()]).toEqual([["B"], ["in B"]]);
});

test("keys lead around, and only the open tab is a stop", () => {
  heads()[0]?.focus();
  key("ArrowLeft");
  expect([selected(), document.activeElement?.textContent]).toEqual([["C"], "C"]);
  key("ArrowRight");
  key("ArrowRight");
  expect(selected()).toEqual(["B"]);
  key("End");
  expect(selected()).toEqual(["C"]);
  key("Home");
  expect(selected()).toEqual(["A"]);
  expect(heads().map((head) => head.tabIndex)).toEqual([0, -1, -1]);
  expect(key("x")).toBe(true);
});

test("the open tab stays when the tabs are replaced", () => {
  heads()[2]?.click();
  element = widgets.tabs.render(node("A", "B"), makeContext(), element);
  expect([selected(), seen()]).toEqual([["B"], ["in B"]]);
});
