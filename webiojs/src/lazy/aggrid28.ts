// What programs written for AG Grid 28 say, as the grid of today has it.

import type { GridApi } from "ag-grid-community";
import { makeFunction } from "../code";
import type { Json } from "../protocol";

type Options = Record<string, unknown>;

/** An object with this only key is a function: names of arguments, then the body. */
const FUNCTION = "__js_function__";

/** Options in which functions are functions again. */
export function revive(value: Json): Options {
  return made(value) as Options;
}

function made(value: Json): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(made);
  const parts = value[FUNCTION];
  if (Array.isArray(parts)) return functionOf(parts as string[]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, made(item)]));
}

function functionOf(parts: string[]) {
  const call = makeFunction(parts.slice(0, -1), parts.at(-1) ?? "");
  return (...values: unknown[]) => {
    const [first] = values;
    if (typeof first === "object" && first !== null && "api" in first) {
      const params = first as { api?: object; columnApi?: object };
      if (params.api) params.columnApi ??= addOldNames(params.api as GridApi);
    }
    return call(...values);
  };
}

/** Options that have another name today. */
const GRID_NAMES: Record<string, string> = {
  suppressCellSelection: "suppressCellFocus",
  enableSorting: "",
  enableFilter: "",
  enableColResize: "",
  immutableData: "",
  deltaRowDataMode: "",
  reactUi: "",
  getRowNodeId: "",
  rowDeselection: "",
  rememberGroupStateWhenNewData: "",
  suppressEnterpriseResetOnNewColumns: "",
  enterMovesDown: "enterNavigatesVertically",
  enterMovesDownAfterEdit: "enterNavigatesVerticallyAfterEdit",
  suppressAsyncEvents: "",
  suppressParentsInRowNodes: "",
  suppressReactUi: "",
  processSecondaryColDef: "processPivotResultColDef",
  processSecondaryColGroupDef: "processPivotResultColGroupDef",
  serverSideStoreType: "",
};

/** Options of selection that are parts of `rowSelection` today. */
const SELECTION = [
  "rowSelection",
  "rowMultiSelectWithClick",
  "suppressRowClickSelection",
  "suppressRowDeselection",
  "isRowSelectable",
] as const;

export function adaptGrid(options: Options): Options {
  const adapted = renamed(options, GRID_NAMES);
  const selection = selectionOf(options);
  for (const name of SELECTION) delete adapted[name];
  if (selection !== undefined) adapted.rowSelection = selection;
  if (Array.isArray(adapted.columnDefs)) adapted.columnDefs = adapted.columnDefs.map(adaptColumn);
  // Row data come by their own way, each row with its id.
  for (const name of ["rowData", "getRowId", "theme"]) delete adapted[name];
  return adapted;
}

function selectionOf(options: Options): unknown {
  const old = options.rowSelection;
  if (typeof old === "object") return old;
  if (old !== "single" && old !== "multiple") return undefined;
  const box = boxes(options);
  const click = options.suppressRowClickSelection !== true;
  return {
    mode: old === "single" ? "singleRow" : "multiRow",
    checkboxes: box.rows,
    enableClickSelection:
      click && options.suppressRowDeselection === true ? "enableSelection" : click,
    ...(old === "multiple" && {
      headerCheckbox: box.header,
      enableSelectionWithoutKeys: options.rowMultiSelectWithClick === true,
    }),
    ...(typeof options.isRowSelectable === "function" && {
      isRowSelectable: options.isRowSelectable,
    }),
  };
}

/** In version 28 the boxes belonged to a column. */
function boxes(options: Options): { rows: boolean; header: boolean } {
  const columns = [options.defaultColDef, ...((options.columnDefs as unknown[]) ?? [])];
  const has = (name: string) =>
    columns.some((column) => Boolean((column as Options | undefined)?.[name]));
  return { rows: has("checkboxSelection"), header: has("headerCheckboxSelection") };
}

const COLUMN_NAMES: Record<string, string> = {
  suppressMenu: "suppressHeaderMenuButton",
  checkboxSelection: "",
  headerCheckboxSelection: "",
  headerCheckboxSelectionFilteredOnly: "",
  suppressCellFlash: "",
  columnsMenuParams: "columnChooserParams",
  cellRendererFramework: "",
  cellEditorFramework: "",
  filterFramework: "",
};

const TYPES: Record<string, string> = { numericColumn: "rightAligned" };

export function adaptColumn(options: unknown): Options {
  const adapted = renamed(options as Options, COLUMN_NAMES);
  if (typeof adapted.type === "string") adapted.type = TYPES[adapted.type] ?? adapted.type;
  if (Array.isArray(adapted.children)) adapted.children = adapted.children.map(adaptColumn);
  const { cellRenderer } = adapted;
  if (typeof cellRenderer === "function") adapted.cellRenderer = asElement(cellRenderer);
  return adapted;
}

/** Version 28 took markup from a function that shows a cell; now it would be shown as text. */
function asElement(render: unknown): unknown {
  const { prototype } = render as { prototype?: { getGui?: unknown } };
  if (typeof prototype?.getGui === "function") return render;
  return (params: unknown) => {
    const result = (render as (params: unknown) => unknown)(params);
    if (typeof result !== "string") return result;
    const span = document.createElement("span");
    span.innerHTML = result;
    return span;
  };
}

function renamed(options: Options, names: Record<string, string>): Options {
  const result: Options = {};
  for (const [name, value] of Object.entries(options ?? {})) {
    const now = names[name] ?? name;
    if (now !== "") result[now] = value;
  }
  return result;
}

/** Setters of version 28, by the option that they set. */
const SETTERS: Record<string, string> = {
  setRowData: "rowData",
  setColumnDefs: "columnDefs",
  setAutoGroupColumnDef: "autoGroupColumnDef",
  setDefaultColDef: "defaultColDef",
  setQuickFilter: "quickFilterText",
  setDomLayout: "domLayout",
  setHeaderHeight: "headerHeight",
  setGroupHeaderHeight: "groupHeaderHeight",
  setFloatingFiltersHeight: "floatingFiltersHeight",
  setPinnedTopRowData: "pinnedTopRowData",
  setPinnedBottomRowData: "pinnedBottomRowData",
  setSuppressRowDrag: "suppressRowDrag",
  setPopupParent: "popupParent",
  paginationSetPageSize: "paginationPageSize",
  setAnimateRows: "animateRows",
  setRowClass: "rowClass",
};

/** The grid's functions with those that have another name today. */
export function addOldNames<D>(api: GridApi<D>): GridApi<D> {
  const names = api as unknown as Record<string, unknown>;
  for (const [name, option] of Object.entries(SETTERS)) {
    names[name] ??= (value: unknown) => api.setGridOption(option as "rowData", value as never);
  }
  const show = (on: boolean) => () => api.setGridOption("loading", on);
  names.showLoadingOverlay ??= show(true);
  names.getFirstDisplayedRow ??= () => api.getFirstDisplayedRowIndex();
  names.getLastDisplayedRow ??= () => api.getLastDisplayedRowIndex();
  names.getAllColumns ??= () => api.getColumns();
  names.getPrimaryColumns ??= () => api.getColumns();
  names.setColumnVisible ??= (key: string, on: boolean) => api.setColumnsVisible([key], on);
  names.setColumnPinned ??= (key: string, side: "left" | "right" | null) =>
    api.setColumnsPinned([key], side);
  names.setColumnWidth ??= (key: string, newWidth: number) =>
    api.setColumnWidths([{ key, newWidth }]);
  names.autoSizeColumn ??= (key: string) => api.autoSizeColumns([key]);
  names.setSortModel ??= (model: { colId: string; sort: "asc" | "desc" }[]) =>
    api.applyColumnState({ state: model, defaultState: { sort: null } });
  return api;
}
