import { expect, test, vi } from "vitest";
import type { Custom } from "../../src/protocol";
import { makeContext, render } from "./helpers";

const make = (template: string, data: Custom["data"], more: Partial<Custom> = {}): HTMLElement =>
  render({ type: "widget", id: 1, template, data, ...more });
const text = (id: number, content: string) => ({ type: "text", id, content }) as const;

test("data is text, unless the template takes it as markup", () => {
  const element = make("<p>{{a}} {{{a}}} {{& a}}</p>", { a: "<i>x</i>" });
  expect(element.tagName).toBe("P");
  expect(element.innerHTML).toBe("&lt;i&gt;x&lt;/i&gt; <i>x</i> <i>x</i>");
});

test("sections, their opposites, and the item itself", () => {
  const template = "<ul>{{#xs}}<li>{{.}}</li>{{/xs}}{{^none}}<li>none</li>{{/none}}</ul>";
  expect(make(template, { xs: ["a", "b"], none: [] }).textContent).toBe("abnone");
});

test("outputs and texts stand where the template parses them", () => {
  const parse = "{{& pywebio_output_parse}}";
  const element = make(
    `<table><tr>{{#row}}<td>${parse}</td>{{/row}}</tr></table>{{#one}}${parse}{{/one}}`,
    { row: [null, "<b>"], one: null },
    {
      contents: [text(2, "output"), text(3, "single")],
      places: [["row", 0], ["one"]],
    },
  );
  const cells = [...element.querySelectorAll("td")];
  expect(cells.map((cell) => cell.textContent)).toEqual(["output", "<b>"]);
  expect(cells[1]?.firstElementChild?.className).toBe("webio-text");
  expect(element.lastElementChild?.textContent).toBe("single");
  expect(element.className).toContain("webio-html");
});

test("ids are the same for a key within one rendering only, and the counter counts", () => {
  const template =
    '<p id="{{#uniqueid}}a{{/uniqueid}}" title="{{#uniqueid}}a{{/uniqueid}}">{{index}}{{index}}</p>';
  const [first, second] = [make(template, {}), make(template, {})];
  expect(first.title).toBe(first.id);
  expect(first.id).not.toBe(second.id);
  expect(first.textContent).toBe("01");
});

test("data has its own names before those of the page", () => {
  expect(make("<p>{{index}}</p>", { index: "mine" }).textContent).toBe("mine");
});

test("a template that cannot be read says so", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(make("{{#open}}", {}).textContent).toContain("put_widget");
  expect(error).toHaveBeenCalled();
  error.mockRestore();
});

test("data may look like an output without being one", () => {
  const context = makeContext();
  const data = { a: { type: "text", id: 1, content: "x" } };
  const node = { type: "widget", id: 1, template: "<p>{{a.content}}</p>", data } as const;
  expect(render(node, context).textContent).toBe("x");
});
