import { afterEach, expect, test, vi } from "vitest";
import { adaptColumn, adaptGrid, addOldNames, revive } from "../../src/lazy/aggrid28";
import { feedTo } from "../../src/page/feed";
import type { DataTable } from "../../src/protocol";
import { makeContext, render, until } from "./helpers";

const NODE: DataTable = {
  type: "datatable",
  id: 1,
  name: "t",
  columns: ["a"],
  actions: ["Edit", null, "Drop"],
  action: 5,
  select: 6,
  height: "300px",
};

/** A grid that keeps what it was told. */
function fakeGrid() {
  const told: unknown[] = [];
  let listener = {
    focused: (_text: string) => {},
    selected: (_ids: unknown[]) => {},
    text: (_key: string, _values: string[]): string | undefined => undefined,
  };
  const handle = {
    options: { api: "the api" },
    load: (pairs: unknown) => told.push(["load", pairs]),
    insert: (pairs: unknown, before: unknown) => told.push(["insert", pairs, before]),
    update: (pairs: unknown) => told.push(["update", pairs]),
    remove: (ids: unknown) => told.push(["remove", ids]),
    selected: () => [7],
  };
  const mount = (_place: HTMLElement, _node: DataTable, given: typeof listener) => {
    listener = given;
    return handle;
  };
  return {
    told,
    chunk: { mount },
    select: (ids: unknown[]) => listener.selected(ids),
    focus: (text: string) => listener.focused(text),
    text: (key: string, ...values: string[]) => listener.text(key, values),
  };
}

function page(node: DataTable = NODE) {
  const grid = fakeGrid();
  const context = makeContext();
  context.chunks.set("aggrid", grid.chunk);
  return { grid, context, element: render(node, context) };
}

afterEach(() => vi.unstubAllGlobals());

test("changes are carried out in order, each once", async () => {
  const { grid, element } = page();
  feedTo(element, { kind: "rows.load", number: 1, rows: { pairs: [[0, { a: 1 }]] } });
  feedTo(element, { kind: "rows.insert", number: 2, rows: { pairs: [[1, { a: 2 }]] }, before: 0 });
  feedTo(element, { kind: "rows.load", number: 1, rows: { pairs: [] } });
  feedTo(element, { kind: "rows.update", number: 3, rows: { pairs: [[1, { a: 3 }]] } });
  feedTo(element, { kind: "rows.remove", number: 4, ids: [0] });
  feedTo(element, { kind: "log.lines", first: 0, lines: ["not for a table"] });
  await until(() => grid.told.length === 4);
  expect(grid.told).toEqual([
    ["load", [[0, { a: 1 }]]],
    ["insert", [[1, { a: 2 }]], 0],
    ["update", [[1, { a: 3 }]]],
    ["remove", [0]],
  ]);
});

test("the grid speaks the language of the page, where the catalogue has its text", async () => {
  const { grid } = page();
  await until(() => grid.text("empty") !== undefined);
  expect(grid.text("noRowsToShow")).toBe("No rows to show");
  expect(grid.text("ariaRowToggleSelection", "checked")).toMatch(/row \(checked\)$/);
  expect(grid.text("pivotMode")).toBeUndefined();
});

test("a grid as high as its rows has its place before it is there", async () => {
  const columns = ["a", ["b", ["c", "d"]]];
  const { element } = page({ ...NODE, height: "auto", columns });
  const place = element.querySelector(".webio-datatable-grid") as HTMLElement;
  feedTo(element, { kind: "rows.load", number: 1, rows: { pairs: [[0, { a: 1 }]] } });
  expect(place.style.minHeight).toBe(`${2 * 34 + 30 + 2}px`);
  await until(() => place.style.minHeight === "");
});

test("many rows are read from a file, line by line", async () => {
  const lines = '[[0,{"a":"ä"}],[1,{"a":2}]]\n[[2,{"a":3}]]';
  vi.stubGlobal("fetch", (url: string) => {
    expect(url).toBe("?file=s/t");
    return Promise.resolve(new Response(lines));
  });
  const { grid, element } = page();
  feedTo(element, { kind: "rows.load", number: 1, rows: { src: "file:s/t" } });
  await until(() => grid.told.length === 1);
  expect(grid.told).toEqual([
    [
      "load",
      [
        [0, { a: "ä" }],
        [1, { a: 2 }],
        [2, { a: 3 }],
      ],
    ],
  ]);
});

test("buttons wait for a selection and tell which rows", async () => {
  const { grid, context, element } = page();
  await Promise.resolve();
  await Promise.resolve();
  const buttons = [...element.querySelectorAll("button")];
  expect(buttons.map((button) => button.disabled)).toEqual([true, true]);
  grid.select([7]);
  expect(buttons.map((button) => button.disabled)).toEqual([false, false]);
  buttons[1]?.click();
  expect(context.sent).toEqual([
    { event: "callback", callback: 6, value: [7] },
    { event: "callback", callback: 5, value: { action: 2, rows: [7] } },
  ]);
  grid.focus("the whole text");
  expect(element.querySelector(".webio-datatable-content")?.textContent).toBe("the whole text");
});

test("scripts wait for the grid by its name", async () => {
  page();
  const promise = (window as unknown as Record<string, Promise<unknown>>).ag_grid_t_promise;
  expect(await promise).toEqual({ api: "the api" });
});

test("functions among the options, with the column api of old", () => {
  const call = { __js_function__: ["p", "return [p.value, p.columnApi === p.api]"] };
  const { inner } = revive({ inner: [call] }) as { inner: ((p: unknown) => unknown)[] };
  expect(inner[0]?.({ value: 3, api: {} })).toEqual([3, true]);
});

test("options of version 28 in the words of today", () => {
  const isRowSelectable = () => true;
  expect(
    adaptGrid({
      rowSelection: "multiple",
      rowMultiSelectWithClick: true,
      suppressRowDeselection: true,
      isRowSelectable,
      suppressCellSelection: true,
      enableSorting: true,
      pagination: true,
    }),
  ).toEqual({
    rowSelection: {
      mode: "multiRow",
      checkboxes: false,
      headerCheckbox: false,
      enableClickSelection: "enableSelection",
      enableSelectionWithoutKeys: true,
      isRowSelectable,
    },
    suppressCellFocus: true,
    pagination: true,
  });
  expect(adaptGrid({ rowSelection: "single", suppressRowClickSelection: true })).toEqual({
    rowSelection: { mode: "singleRow", checkboxes: false, enableClickSelection: false },
  });
  expect(adaptGrid({ rowSelection: { mode: "singleRow" } })).toEqual({
    rowSelection: { mode: "singleRow" },
  });
  expect(
    adaptColumn({ suppressMenu: true, type: "numericColumn", checkboxSelection: true }),
  ).toEqual({
    suppressHeaderMenuButton: true,
    type: "rightAligned",
  });
});

test("markup from a function that shows a cell is markup", () => {
  const { cellRenderer } = adaptColumn({ cellRenderer: () => "<b>x</b>" }) as {
    cellRenderer: (params: unknown) => HTMLElement;
  };
  expect(cellRenderer({}).querySelector("b")?.textContent).toBe("x");
});

test("functions of the grid by their old names", () => {
  const set = vi.fn();
  const api = addOldNames({ setGridOption: set } as never) as unknown as {
    setQuickFilter(text: string): void;
    showLoadingOverlay(): void;
  };
  api.setQuickFilter("x");
  api.showLoadingOverlay();
  expect(set.mock.calls).toEqual([
    ["quickFilterText", "x"],
    ["loading", true],
  ]);
});
