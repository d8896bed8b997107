// The grid of data tables, a chunk of its own: it is larger than all the rest of the page.
//
// Programs give options as AG Grid 28 had them; `adapt` says them as the grid of today has them.

import {
  AllCommunityModule,
  type ColDef,
  type ColGroupDef,
  createGrid,
  type GridApi,
  type GridOptions,
  ModuleRegistry,
  themeQuartz,
} from "ag-grid-community";
import { densityOf } from "../page/density";
import type { Pair, RowId } from "../page/rows";
import type { DataTable, Json } from "../protocol";
import "./aggrid.css";
import { adaptColumn, adaptGrid, addOldNames, revive } from "./aggrid28";

ModuleRegistry.registerModules([AllCommunityModule]);

/** Where a row of the grid keeps its id. */
const ID = Symbol("pywebio row id");

type Row = Record<string, Json> & { [ID]: RowId };

export interface Listener {
  /** A cell has the focus. */
  focused(text: string): void;
  selected(ids: RowId[]): void;
  /** A text of the grid in the page's language, if there is one. */
  text(key: string, values: string[]): string | undefined;
}

/** A grid as its widget uses it. `options` is what users' scripts get. */
export interface GridHandle {
  readonly options: object;
  load(pairs: Pair[]): void;
  insert(pairs: Pair[], before: RowId | null): void;
  update(pairs: Pair[]): void;
  remove(ids: RowId[]): void;
  selected(): RowId[];
}

export interface GridChunk {
  mount: typeof mount;
}

/** More rows than this do not stand there at once, whatever the program says. */
const AUTO_MOST = 1000;
const HIGH = "600px";

const FIT = { type: "fitGridWidth", defaultMinWidth: 90 } as const;

const colors = {
  backgroundColor: "var(--webio-raised)",
  foregroundColor: "var(--webio-text)",
  textColor: "var(--webio-text)",
  subtleTextColor: "var(--webio-muted)",
  accentColor: "var(--webio-primary)",
  borderColor: "var(--webio-line)",
  chromeBackgroundColor: "var(--webio-surface)",
  headerBackgroundColor: "var(--webio-surface)",
  headerTextColor: "var(--webio-text)",
  menuBackgroundColor: "var(--webio-raised)",
  inputBackgroundColor: "var(--webio-raised)",
  inputBorder: "1px solid var(--webio-control-line)",
  invalidColor: "var(--webio-danger)",
  browserColorScheme: "inherit",
  fontFamily: "inherit",
  iconColor: "var(--webio-muted)",
  wrapperBorderRadius: "8px",
} as const;

export function themeOf(name: string) {
  return themeQuartz.withParams({ ...colors, ...densityOf(name) });
}

/** The name of a column: its key, or the keys on the way to it. */
export function path2field(path: string | string[]): string {
  return Array.isArray(path) ? path.join(".") : path;
}

/** The names of fields by that of the record they are in and their key: made once for all rows. */
type Names = Map<string, Map<string, string>>;

/** A row as the grid has it: records in it become fields of their own. */
export function flattenRow(record: Json, names: Names = new Map()): Record<string, Json> {
  const flat: Record<string, Json> = {};
  if (isRecord(record)) flatten(record, null, flat, names);
  return flat;
}

function flatten(
  record: Record<string, Json>,
  outer: string | null,
  flat: Record<string, Json>,
  names: Names,
): void {
  for (const key of Object.keys(record)) {
    const item = record[key] as Json;
    const name = outer === null ? key : nameIn(outer, key, names);
    if (isRecord(item) && Object.keys(item).length > 0) flatten(item, name, flat, names);
    else flat[name] = item;
  }
}

function nameIn(outer: string, key: string, names: Names): string {
  const inner = names.get(outer) ?? new Map<string, string>();
  const name = inner.get(key) ?? path2field([outer, key]);
  if (inner.size === 0) names.set(outer, inner);
  inner.set(key, name);
  return name;
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `home_town` -> `Home town` */
export function headerOf(key: string): string {
  const text = key.replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The columns of the grid, and the path of each by its field. */
export function columnsOf(node: DataTable, paths: Map<string, string[]>): (ColDef | ColGroupDef)[] {
  const given = new Map(
    (node.column_args ?? []).map(([path, options]) => [path2field(path), options]),
  );
  const make = (column: Json, before: string[]): ColDef | ColGroupDef => {
    if (Array.isArray(column)) {
      const [key, inner] = column as [string, Json[]];
      const path = [...before, key];
      const own = adaptColumn(revive(given.get(path2field(path)) ?? {}));
      return {
        headerName: headerOf(key),
        marryChildren: true,
        ...own,
        children: inner.map((one) => make(one, path)),
      };
    }
    const path = [...before, String(column)];
    const field = path2field(path);
    paths.set(field, path);
    const own = adaptColumn(revive(given.get(field) ?? {}));
    return { headerName: headerOf(String(column)), colId: field, field, ...own };
  };
  return node.columns.map((column) => make(column, []));
}

/** Grids whose elements may have gone from the page. */
const grids = new Set<{ place: HTMLElement; api: GridApi; seen: boolean }>();

function sweep(): void {
  for (const grid of grids) {
    if (grid.place.isConnected) grid.seen = true;
    else if (grid.seen) {
      grid.api.destroy();
      grids.delete(grid);
    }
  }
}

/** Put a grid into an element. */
export function mount(place: HTMLElement, node: DataTable, listener: Listener): GridHandle {
  sweep();
  const paths = new Map<string, string[]>();
  const options = optionsOf(place, node, paths);
  options.getLocaleText ??= ({ key, defaultValue, variableValues }) =>
    listener.text(key, variableValues ?? []) ?? defaultValue;
  const own = { ...options };
  options.onSelectionChanged = (event) => {
    listener.selected(idsOf(event.api));
    own.onSelectionChanged?.(event);
  };
  options.onCellFocused = (event) => {
    listener.focused(textOf(event.api, event.rowIndex, event.column));
    own.onCellFocused?.(event);
  };
  if (options.autoSizeStrategy === FIT) fitAgain(options);
  const api = addOldNames(createGrid(place, options));
  grids.add({ place, api, seen: place.isConnected });
  const helpers = {
    api,
    columnApi: api,
    flatten_row: (record: Json) => flattenRow(record),
    path2field,
    field2path: (field: string) => paths.get(field) ?? field.split("."),
  };
  return new Grid(api, place, node.height === "auto", Object.assign(options, helpers) as object);
}

/** Columns share the width that there is, also after a phone was turned, until the visitor sizes one. */
function fitAgain(options: GridOptions<Row>): void {
  const { onGridSizeChanged, onColumnResized } = options;
  let sized = false;
  let width = 0;
  options.onColumnResized = (event) => {
    sized ||= event.source === "uiColumnResized";
    onColumnResized?.(event);
  };
  options.onGridSizeChanged = (event) => {
    const turned = width > 0 && event.clientWidth > 0 && event.clientWidth !== width;
    width = event.clientWidth || width;
    if (turned && !sized) event.api.sizeColumnsToFit(FIT);
    onGridSizeChanged?.(event);
  };
}

function optionsOf(
  place: HTMLElement,
  node: DataTable,
  paths: Map<string, string[]>,
): GridOptions<Row> {
  const selects = (node.actions ?? []).length > 0 || Boolean(node.select);
  const mode = node.multiple ? "multiRow" : "singleRow";
  const given = adaptGrid(revive(node.grid_args ?? {}));
  const defaults = (given.defaultColDef ?? {}) as ColDef;
  return {
    loading: true,
    suppressFieldDotNotation: true,
    enableCellTextSelection: true,
    ensureDomOrder: true,
    enableRtl: getComputedStyle(place).direction === "rtl",
    autoSizeStrategy: FIT,
    theme: themeOf(node.theme ?? "balham"),
    ...(selects && {
      rowSelection: {
        mode,
        checkboxes: node.multiple === true,
        ...(node.multiple && { headerCheckbox: true }),
        enableClickSelection: true,
      },
    }),
    selectionColumnDef: { width: 44, minWidth: 44, maxWidth: 44, resizable: false },
    columnDefs: columnsOf(node, paths),
    ...given,
    defaultColDef: { sortable: true, filter: true, resizable: true, ...adaptColumn(defaults) },
    getRowId: ({ data }) => String(data[ID]),
  } as GridOptions<Row>;
}

function idsOf(api: GridApi<Row>): RowId[] {
  return api.getSelectedRows().map((row) => row[ID]);
}

function textOf(api: GridApi<Row>, index: number | null, column: unknown): string {
  const rowNode = index === null ? undefined : api.getDisplayedRowAtIndex(index);
  if (rowNode === undefined || typeof column !== "object" || column === null) return "";
  const colKey = column as Parameters<GridApi<Row>["getCellValue"]>[0]["colKey"];
  const text: unknown = api.getCellValue({ rowNode, colKey, useFormatter: true });
  return text === null || text === undefined ? "" : String(text);
}

class Grid implements GridHandle {
  constructor(
    private readonly api: GridApi<Row>,
    private readonly place: HTMLElement,
    private readonly auto: boolean,
    readonly options: object,
  ) {}

  load(pairs: Pair[]): void {
    this.fit(pairs.length);
    this.api.setGridOption("rowData", rowsOf(pairs));
    this.api.setGridOption("loading", false);
  }

  insert(pairs: Pair[], before: RowId | null): void {
    const add = rowsOf(pairs);
    if (before === null) this.api.applyTransaction({ add });
    else this.api.applyTransaction({ add, addIndex: this.indexOf(before) });
    this.fit();
  }

  update(pairs: Pair[]): void {
    this.api.applyTransaction({ update: rowsOf(pairs) });
  }

  remove(ids: RowId[]): void {
    this.api.applyTransaction({ remove: ids.map((id) => ({ [ID]: id }) as Row) });
    this.fit();
  }

  selected(): RowId[] {
    return idsOf(this.api);
  }

  /** Where a row stands among all rows, sorted and filtered or not. */
  private indexOf(id: RowId): number {
    let index = 0;
    let found = -1;
    this.api.forEachLeafNode((row) => {
      if (row.data?.[ID] === id) found = index;
      index += 1;
    });
    return found < 0 ? index : found;
  }

  private fit(count = this.count()): void {
    if (!this.auto) return;
    const all = count <= AUTO_MOST;
    this.place.style.height = all ? "" : HIGH;
    this.api.setGridOption("domLayout", all ? "autoHeight" : "normal");
  }

  private count(): number {
    let count = 0;
    this.api.forEachLeafNode(() => {
      count += 1;
    });
    return count;
  }
}

function rowsOf(pairs: Pair[]): Row[] {
  const names: Names = new Map();
  return pairs.map((pair) => rowOf(pair, names));
}

/** A record without others in it is the row itself; it was made for this page alone. */
function rowOf([id, record]: Pair, names: Names): Row {
  const nested = isRecord(record) && Object.values(record).some(isRecord);
  const row = (isRecord(record) && !nested ? record : flattenRow(record, names)) as Row;
  row[ID] = id;
  return row;
}
