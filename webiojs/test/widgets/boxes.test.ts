import { expect, test } from "vitest";
import type { Grid } from "../../src/protocol";
import { render } from "./helpers";

const text = (id: number, content: string) => ({ type: "text", id, content }) as const;

test.each([
  ["info", "alert-info", "status"],
  ["success", "alert-success", "status"],
  ["warning", "alert-warning", "alert"],
  ["error", "alert-danger", "alert"],
] as const)("%s is the class %s and the role %s", (kind, name, role) => {
  const element = render({ type: "alert", id: 1, kind, contents: [text(2, "a"), text(3, "b")] });
  expect(element.classList.contains(name)).toBe(true);
  expect(element.getAttribute("role")).toBe(role);
  expect(element.textContent).toBe("ab");
  expect(element.querySelector("button")).toBeNull();
});

test("a closable alert goes by its button", () => {
  const page = document.createElement("div");
  page.append(render({ type: "alert", id: 1, kind: "info", contents: [], closable: true }));
  const button = page.querySelector("button");
  expect(button?.getAttribute("aria-label")).toBe("Close");
  button?.click();
  expect(page.childElementCount).toBe(0);
});

test("a collapse opens by its title", () => {
  const closed = render({ type: "collapse", id: 1, title: "More", contents: [text(2, "a")] });
  expect(closed.querySelector("summary")?.textContent).toBe("More");
  expect(closed.hasAttribute("open")).toBe(false);
  expect(closed.querySelector(".webio-collapse-body")?.textContent).toBe("a");
  expect(
    render({ type: "collapse", id: 1, title: "", contents: [], open: true }).hasAttribute("open"),
  ).toBe(true);
});

test("a scope is an empty box that style sheets find", () => {
  const element = render({ type: "scope", id: 1, name: "side" });
  expect(element.id).toBe("pywebio-scope-side");
  expect(element.className).toBe("pywebio-scope");
  expect(element.childNodes).toHaveLength(0);
});

test("a notice says its figure in the visitor's language", () => {
  const node = { type: "notice", id: 1, notice: "trimmed", detail: "120" } as const;
  expect(render(node).textContent).toBe("120 earlier outputs are no longer shown.");
  document.documentElement.lang = "zh-CN";
  expect(render(node).textContent).toBe("较早的 120 项输出已不再显示。");
  document.documentElement.lang = "";
});

test("a grid has its tracks, gaps and spans", () => {
  const element = render({
    type: "grid",
    id: 1,
    columns: "60% 10px 20%",
    auto_rows: "20px",
    flow: "column",
    items: [text(2, "a"), null, { type: "span", content: text(3, "b"), row: 2, col: 3 }],
  });
  expect(element.style.gridTemplateColumns).toBe("60% 10px 20%");
  expect(element.style.gridAutoRows).toBe("20px");
  expect(element.style.gridAutoFlow).toBe("column");
  const [first, gap, cell] = [...element.children] as HTMLElement[];
  expect(first?.tagName).toBe("P");
  expect(gap?.childNodes).toHaveLength(0);
  expect(cell?.style.gridColumn).toContain("span 3");
  expect(cell?.style.gridRow).toContain("span 2");
  expect(cell?.textContent).toBe("b");
});

test("a grid is given room only where the program did not measure it out", () => {
  const roomy = (grid: Partial<Grid>): boolean =>
    render({ type: "grid", id: 1, items: [text(2, "a")], ...grid }).classList.contains(
      "webio-grid-roomy",
    );
  expect(roomy({ columns: "auto 1fr" })).toBe(true);
  expect(roomy({ columns: "40px 40px" })).toBe(false);
  expect(roomy({ columns: "1fr 1fr", items: [text(2, "a"), null] })).toBe(false);
});

test.each([
  ["40% 10px 60%", "minmax(0, 40fr) 10px minmax(0, 60fr)"],
  ["50% 50%", "50% 50%"],
  ["40% 10px 20%", "40% 10px 20%"],
  ["100% auto", "minmax(0, 100fr) auto"],
])("columns %s become %s, so that gaps do not push the last one out", (columns, expected) => {
  const element = render({ type: "grid", id: 1, columns, items: [] });
  expect(element.style.gridTemplateColumns).toBe(expected);
});
