import { expect, test } from "vitest";
import type { Grid } from "../../src/protocol";
import { render } from "./helpers";

const text = (id: number, content: string) => ({ type: "text", id, content }) as const;

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

test("a row of equal shares may be broken into lines", () => {
  const row = (grid: Partial<Grid>): boolean =>
    render({
      type: "grid",
      id: 1,
      items: [text(2, "a")],
      flow: "column",
      ...grid,
    }).classList.contains("webio-row");
  expect(row({ columns: "1fr 1fr", auto_columns: "1fr" })).toBe(true);
  expect(row({ columns: "1fr 2fr" })).toBe(false);
  expect(row({ auto_columns: "1fr", items: [text(2, "a"), null] })).toBe(false);
  expect(row({ flow: "row" })).toBe(false);
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
