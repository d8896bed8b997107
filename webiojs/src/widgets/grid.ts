import type { Context, Widget } from "../context";
import { classes, h } from "../page/dom";
import type { Grid, Output, Span } from "../protocol";

export const grid: Widget<Grid> = {
  render(node, context) {
    const roomy = isRoomy(node);
    // Equal shares of a line, which a phone may break.
    const row = roomy && node.flow === "column" && node.auto_columns === "1fr" && !node.rows;
    const element = h("div", {
      class: classes("webio-grid", roomy && "webio-grid-roomy", row && "webio-row"),
    });
    const { style } = element;
    if (node.columns) style.gridTemplateColumns = shared(node.columns);
    if (node.rows) style.gridTemplateRows = node.rows;
    if (node.auto_columns) style.gridAutoColumns = node.auto_columns;
    if (node.auto_rows) style.gridAutoRows = node.auto_rows;
    if (node.flow) style.gridAutoFlow = node.flow;
    for (const item of node.items) element.append(makeItem(item, context));
    return element;
  },
};

function makeItem(item: Output | Span | null, context: Context): HTMLElement {
  if (item === null) return h("div");
  if (item.type !== "span") return context.render(item);
  const cell = h("div", { class: "webio-cell" });
  cell.style.gridRow = `span ${item.row ?? 1}`;
  cell.style.gridColumn = `span ${item.col ?? 1}`;
  if (typeof item.content === "string") cell.append(h("p", { class: "webio-text" }, item.content));
  else if (item.content) cell.append(context.render(item.content));
  return cell;
}

/** Whether the program left the spaces to us: no gaps and no fixed sizes, which gaps would break. */
function isRoomy(node: Grid): boolean {
  if (node.items.includes(null)) return false;
  const tracks = [node.columns, node.rows, node.auto_columns, node.auto_rows].join(" ");
  return tracks.split(/\s+/).every((track) => /^(auto|[\d.]+fr|)$/.test(track));
}

/**
 * Columns that take all of the width, and gaps beside them: `40% 10px 60%`. As CSS has it this is
 * wider than the page; the percentages are taken of what the gaps leave.
 */
function shared(columns: string): string {
  const tracks = columns.split(/\s+(?![^(]*\))/);
  const percents = tracks.filter((track) => /^[\d.]+%$/.test(track)).map(Number.parseFloat);
  const sum = percents.reduce((total, percent) => total + percent, 0);
  if (percents.length === tracks.length || Math.abs(sum - 100) > 0.5) return columns;
  return columns.replace(/(?<![\w(.])([\d.]+)%(?!\))/g, "minmax(0, $1fr)");
}
