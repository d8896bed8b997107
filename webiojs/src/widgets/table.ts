import type { Context, Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import { watchOverflow } from "../page/overflow";
import type { Output, Span, Table } from "../protocol";

type Cell = Output | string | Span;

const NUMBER = /^[-+−]?[\d., \u00a0\u202f]*\d\s?%?$/;

export const table: Widget<Table> = {
  render(node, context) {
    const header = node.header ?? 1;
    const headRows = reachedBy(node.rows, header);
    const numeric = numericColumns(node.rows, header);
    const head = h("thead");
    const body = h("tbody");
    node.rows.forEach((cells, index) => {
      const part = index < headRows ? head : body;
      const tag = index < header ? "th" : "td";
      const row = document.createElement("tr");
      cells.forEach((cell, column) => {
        const element = makeCell(cell, tag, numeric.has(column), context);
        // Cells that reach down to the last row have no line below them either.
        if (index + element.rowSpan >= node.rows.length) element.classList.add("webio-last");
        row.append(element);
      });
      part.append(row);
    });
    const element = h("table", { class: "table" }, head.hasChildNodes() && head, body);
    const frame = h("div", { class: "webio-table" }, element);
    watchOverflow(frame, t("table"));
    return frame;
  },
};

/** How many rows the cells of the first ones reach over: a cell cannot span from head to body. */
function reachedBy(rows: Cell[][], header: number): number {
  let end = header;
  for (let index = 0; index < end; index += 1) {
    for (const cell of rows[index] ?? []) {
      if (typeof cell === "object" && cell.type === "span") {
        end = Math.max(end, Math.min(index + (cell.row ?? 1), rows.length));
      }
    }
  }
  return end;
}

function makeCell(
  cell: Cell,
  tag: "td" | "th",
  numeric: boolean,
  context: Context,
): HTMLTableCellElement {
  // By hand: programs show cells by the ten thousand.
  const element = document.createElement(tag);
  if (tag === "th") element.scope = "col";
  if (numeric) element.classList.add("webio-number");
  if (typeof cell === "string") setText(element, cell);
  else if (cell.type === "span") makeSpan(element, cell, context);
  else element.append(context.render(cell));
  return element;
}

/** A cell that is a text: it needs no element of its own. */
function setText(element: HTMLTableCellElement, text: string): void {
  element.classList.add("webio-text");
  element.textContent = text;
}

function makeSpan(element: HTMLTableCellElement, { content, row, col }: Span, context: Context) {
  if ((row ?? 1) > 1) element.rowSpan = row ?? 1;
  if ((col ?? 1) > 1) {
    element.colSpan = col ?? 1;
    if (element.tagName === "TH") element.scope = "colgroup";
  }
  if (typeof content === "string") setText(element, content);
  else if (content) element.append(context.render(content));
}

/** Columns of plain numbers, which read best aligned at their end. Spans shift columns: none then. */
function numericColumns(rows: Cell[][], header: number): Set<number> {
  const found = new Set<number>();
  const refused = new Set<number>();
  for (const row of rows.slice(header)) {
    for (const [column, cell] of row.entries()) {
      if (typeof cell === "object" && cell.type === "span") return new Set();
      if (cell === "") continue;
      (typeof cell === "string" && NUMBER.test(cell) ? found : refused).add(column);
    }
  }
  for (const column of refused) found.delete(column);
  return found;
}
