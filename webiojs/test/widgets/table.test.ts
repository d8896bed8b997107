import { expect, test } from "vitest";
import { makeContext, render } from "./helpers";

test("header rows have header cells, the others not", () => {
  const element = render({
    type: "table",
    id: 1,
    rows: [
      ["Name", "Size"],
      ["<i>a</i>\nb", "1"],
    ],
  });
  const heads = [...element.querySelectorAll("thead > tr > th")];
  expect(heads.map((cell) => [cell.textContent, cell.getAttribute("scope")])).toEqual([
    ["Name", "col"],
    ["Size", "col"],
  ]);
  const cell = element.querySelector("tbody td");
  expect(cell?.textContent).toBe("<i>a</i>\nb");
  expect(cell?.className).toBe("webio-text webio-last");
});

test("a table may have no header", () => {
  const element = render({ type: "table", id: 1, header: 0, rows: [["a"]] });
  expect(element.querySelector("thead")).toBeNull();
  expect(element.querySelectorAll("td")).toHaveLength(1);
});

test("cells span and hold other outputs", () => {
  const context = makeContext();
  const element = render(
    {
      type: "table",
      id: 1,
      rows: [
        [{ type: "span", content: "wide", col: 2 }],
        [
          { type: "span", content: { type: "text", id: 2, content: "tall" }, row: 2 },
          { type: "buttons", id: 3, callback: 7, buttons: [{ label: "edit" }] },
        ],
        ["last"],
      ],
    },
    context,
  );
  expect(element.querySelector("th")?.colSpan).toBe(2);
  expect(element.querySelector("th")?.scope).toBe("colgroup");
  expect(element.querySelector("td")?.rowSpan).toBe(2);
  expect(element.querySelector("td > p")?.textContent).toBe("tall");
  element.querySelector("button")?.click();
  expect(context.sent).toEqual([{ event: "callback", callback: 7, value: 0 }]);
});

test("columns of numbers are aligned at their end, others are not", () => {
  const rows = [
    ["Item", "Price", "Date", "Mixed"],
    ["a", "1,290.00", "2026-01-02", "1"],
    ["b", "-84 %", "2026-01-03", "-"],
    ["c", "", "", "2"],
  ];
  const element = render({ type: "table", id: 1, rows });
  const aligned = [...element.querySelectorAll("th")].map((cell) =>
    cell.classList.contains("webio-number"),
  );
  expect(aligned).toEqual([false, true, false, false]);
});

test("rows that a header cell reaches over belong to the head", () => {
  const element = render({
    type: "table",
    id: 1,
    rows: [
      [
        { type: "span", content: "Name", row: 2 },
        { type: "span", content: "Address", col: 2 },
      ],
      ["City", "Country"],
      ["Wang", "Beijing", "China"],
    ],
  });
  expect(element.querySelectorAll("thead > tr")).toHaveLength(2);
  expect(element.querySelectorAll("thead td")).toHaveLength(2);
  expect(element.querySelectorAll("tbody > tr")).toHaveLength(1);
});
