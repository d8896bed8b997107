import type { Context, Widget } from "../context";
import { known } from "../i18n";
import type { GridChunk, GridHandle } from "../lazy/aggrid";
import { densityOf } from "../page/density";
import { h } from "../page/dom";
import { takesFeed } from "../page/feed";
import type { Pair, RowId } from "../page/rows";
import type {
  DataTable,
  Json,
  Rows,
  RowsInsert,
  RowsLoad,
  RowsRemove,
  RowsUpdate,
} from "../protocol";

type RowsChange = RowsLoad | RowsInsert | RowsUpdate | RowsRemove;

const KINDS = ["rows.load", "rows.insert", "rows.update", "rows.remove"] as const;

/** A file of rows that the network refuses is asked for again a few times. */
const RETRY_AFTER = [500, 2000, 5000];

export const datatable: Widget<DataTable> = {
  render(node, context) {
    const dark = node.theme?.endsWith("-dark") === true;
    const dataset: Record<string, string> = dark ? { bsTheme: "dark" } : {};
    const place = h("div", { class: "webio-datatable-grid", dataset });
    const bar = node.content_bar === false ? null : h("div", { class: "webio-datatable-content" });
    const actions = actionBar(node, context, () => selected());
    const element = h("div", { class: "webio-datatable" }, place, bar, actions?.element);
    place.style.height = node.height && node.height !== "auto" ? node.height : "";
    let selected: () => RowId[] = () => [];
    const grid = context.chunk<GridChunk>("aggrid").then((chunk) => {
      const handle = chunk.mount(place, node, {
        text: (key, values) => known(`grid_${key}`, ...values),
        focused: (text) => bar?.replaceChildren(text),
        selected: (ids) => {
          actions?.enable(ids.length > 0);
          if (node.select && ids.length > 0) {
            context.send({ event: "callback", callback: node.select, value: ids });
          }
        },
      });
      selected = () => handle.selected();
      return handle;
    });
    grid.catch((error: unknown) => {
      console.error("pywebio:", error);
      place.textContent = String(error);
    });
    publish(node.name, grid);
    const carryOut = follow(element, grid, context, () => {
      // The grid draws its rows with the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => place.style.removeProperty("min-height")),
      );
    });
    takesFeed(element, KINDS, (change: RowsChange) => {
      if (node.height === "auto") reserve(place, node, change);
      carryOut(change);
    });
    return element;
  },
};

/** A grid as high as its rows gets its place before it is there, so that nothing below it jumps. */
function reserve(place: HTMLElement, node: DataTable, change: RowsChange): void {
  if (change.kind !== "rows.load" || !change.rows.pairs || place.hasChildNodes()) return;
  const { rowHeight, headerHeight } = densityOf(node.theme ?? "");
  const head = headerHeight * depth(node.columns);
  place.style.minHeight = `${head + rowHeight * change.rows.pairs.length + 2}px`;
}

/** How many rows the heads of columns take: groups stand above what is in them. */
function depth(columns: Json[]): number {
  const inner = columns.map((column) => (Array.isArray(column) ? depth(column[1] as Json[]) : 0));
  return 1 + Math.max(0, ...inner);
}

/** What users' scripts wait for. */
function publish(name: string, grid: Promise<GridHandle>): void {
  const promise = grid.then((handle) => handle.options);
  promise.catch(() => undefined);
  Object.assign(window, { [`ag_grid_${name}_promise`]: promise });
}

/** Carries changes out one after the other, each once. */
function follow(
  element: HTMLElement,
  grid: Promise<GridHandle>,
  context: Context,
  done: () => void,
): (change: RowsChange) => void {
  let number = 0;
  let work: Promise<unknown> = grid;
  return (change) => {
    if (change.number <= number) return;
    number = change.number;
    work = work
      .then(() => grid)
      .then((handle) => apply(handle, change, context))
      .then(done)
      .catch((error: unknown) => {
        number = 0; // The next snapshot brings all rows again.
        if (element.isConnected) console.error("pywebio: rows of a data table are missing:", error);
      });
  };
}

async function apply(handle: GridHandle, change: RowsChange, context: Context): Promise<void> {
  if (change.kind === "rows.remove") {
    handle.remove(change.ids);
    return;
  }
  const pairs = await pairsOf(change.rows, context);
  if (change.kind === "rows.load") handle.load(pairs);
  else if (change.kind === "rows.insert") handle.insert(pairs, change.before ?? null);
  else handle.update(pairs);
}

async function pairsOf(rows: Rows, context: Context): Promise<Pair[]> {
  if (!rows.src) return rows.pairs ?? [];
  const url = context.fileUrl(rows.src);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await readLines(url);
    } catch (error) {
      const delay = RETRY_AFTER[attempt];
      if (delay === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

/** Rows of a file: each line is a list of some hundred, so that no single step takes long. */
async function readLines(url: string): Promise<Pair[]> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${response.status} for ${url}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const pairs: Pair[] = [];
  let rest = "";
  for (let part = await reader.read(); ; part = await reader.read()) {
    rest += part.done ? "" : decoder.decode(part.value, { stream: true });
    const lines = rest.split("\n");
    rest = part.done ? "" : (lines.pop() as string);
    for (const line of lines) {
      if (line !== "") for (const pair of JSON.parse(line) as Pair[]) pairs.push(pair);
    }
    if (part.done) return pairs;
  }
}

interface ActionBar {
  element: HTMLElement;
  enable(on: boolean): void;
}

function actionBar(
  node: DataTable,
  context: Context,
  selected: () => RowId[],
): ActionBar | undefined {
  const labels = node.actions ?? [];
  if (labels.length === 0) return undefined;
  const buttons: HTMLButtonElement[] = [];
  const element = h("div", { class: "webio-datatable-actions" });
  for (const [index, label] of labels.entries()) {
    if (label === null) {
      element.append(h("span", { class: "webio-datatable-gap" }));
      continue;
    }
    const click = () => {
      const rows = selected();
      if (rows.length === 0) return;
      const value = { action: index, rows };
      context.send({ event: "callback", callback: node.action ?? 0, value });
    };
    const button = h(
      "button",
      { type: "button", class: "btn btn-sm btn-outline-primary", disabled: true, on: { click } },
      label,
    );
    buttons.push(button);
    element.append(button);
  }
  const enable = (on: boolean) => {
    for (const button of buttons) button.disabled = !on;
  };
  return { element, enable };
}
