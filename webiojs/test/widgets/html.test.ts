import { expect, test } from "vitest";
import { widgets } from "../../src/widgets/registry";
import { makeContext, render } from "./helpers";

function show(content: string, sanitize = false): HTMLElement {
  return render({ type: "html", id: 1, content, sanitize });
}

test("one element stands for itself", () => {
  const element = show('\n  <section id="mine"><i>x</i></section>\n');
  expect(element.id).toBe("mine");
  expect(element.parentNode).toBeNull();
});

test("several nodes, text and scripts are wrapped", () => {
  expect(show("<p>a</p><p>b</p>").children).toHaveLength(2);
  expect(show("just text").textContent).toBe("just text");
  expect(show("<p>a</p> and text").tagName).toBe("DIV");
  expect(show("<script>window.x = 1</script>").querySelector("script")).not.toBeNull();
});

test("rows of a table keep their elements", () => {
  expect(show("<td>1</td><td>2</td>").querySelectorAll("td")).toHaveLength(2);
});

test("with sanitize only what the sanitizer leaves is inserted", () => {
  const node = {
    type: "html",
    id: 1,
    content: '<p onclick="run()">a</p>',
    sanitize: true,
  } as const;
  const context = makeContext();
  context.chunks.set("markdown", {
    sanitize: (markup: string) => markup.replace(/ onclick="[^"]*"/, ""),
  });
  expect(render(node, context).outerHTML).toBe("<p>a</p>");
  // Should it ever be missing, the markup is shown as text.
  context.chunks.clear();
  expect(render(node, context).children).toHaveLength(0);
  expect(widgets.html.needs?.(node)).toEqual(["markdown"]);
  expect(widgets.html.needs?.({ ...node, sanitize: false })).toEqual([]);
});
