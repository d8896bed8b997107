// Generated from pywebio/protocol/outputs.py by tools/make_protocol_ts.py. Do not edit.

import type { Json } from "./base";
import type { ActionsField, CheckboxField, FileField, InputField, RadioField, SelectField, SliderField, TextareaField } from "./fields";

/** Plain text; line breaks and runs of spaces are kept. */
export interface Text {
  type: "text";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  content: string;
  inline?: boolean;
}

/** GitHub-style Markdown; `options` go to the Markdown parser. */
export interface Markdown {
  type: "markdown";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  content: string;
  options?: Record<string, Json> | null;
  sanitize?: boolean;
}

/** Markup of the program; its scripts run in order. */
export interface Html {
  type: "html";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  content: string;
  sanitize?: boolean;
}

/** A block of code. `rows` limits the visible height, in lines. */
export interface Code {
  type: "code";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  content: string;
  language?: string;
  rows?: number | null;
}

/** A cell of a table or grid that covers several rows or columns. */
export interface Span {
  type: "span";
  content: Output | string | null;
  row?: number;
  col?: number;
}

/** Rows of cells; the first `header` rows are header rows. A `str` cell is plain text. */
export interface Table {
  type: "table";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  rows: Array<Array<Output | string | Span>>;
  header?: number;
}

/** One of a row of buttons. Its value never leaves the server: a click tells its index. */
export interface Button {
  label: string;
  color?: "danger" | "dark" | "info" | "light" | "primary" | "secondary" | "success" | "warning";
  disabled?: boolean;
}

/** A row of buttons; a click is a `callback` event whose value is the button's index. */
export interface Buttons {
  type: "buttons";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  buttons: Array<Button>;
  callback: number;
  small?: boolean;
  link?: boolean;
  outline?: boolean;
  group?: boolean;
}

/** A link to `url`, or to another application of this server (`app`). */
export interface Link {
  type: "link";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  label: string;
  url?: string;
  app?: string;
  new_window?: boolean;
}

/**
 * An image; `src` is a URL, or `file:ID/TOKEN` for a file of this session.
 *
 * `width` and `height` are CSS lengths, `title` the alternative text.
 */
export interface Image {
  type: "image";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  src: string;
  title?: string;
  width?: string;
  height?: string;
}

/** A coloured message box. */
export interface Alert {
  type: "alert";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  kind: "error" | "info" | "success" | "warning";
  contents: Array<Output>;
  closable?: boolean;
}

/**
 * Outputs in rows and columns (CSS grid); `None` is an empty cell.
 *
 * `columns`, `rows`, `auto_columns` and `auto_rows` are CSS track lists; `flow` is the direction
 * in which the items fill the cells.
 */
export interface Grid {
  type: "grid";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  items: Array<Output | Span | null>;
  columns?: string;
  rows?: string;
  auto_columns?: string;
  auto_rows?: string;
  flow?: "column" | "row";
}

/** Contents below a title that opens and closes them. */
export interface Collapse {
  type: "collapse";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  title: string;
  contents: Array<Output>;
  open?: boolean;
}

/** One of several panes, and what stands in it. */
export interface Tab {
  title: string;
  contents: Array<Output>;
}

/** Panes of which one is seen at a time; the first at first. */
export interface Tabs {
  type: "tabs";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  tabs: Array<Tab>;
}

/**
 * Contents in a box that scrolls. Heights are CSS lengths.
 *
 * `keep_bottom`: the end of the contents stays in sight.
 */
export interface Scrollable {
  type: "scrollable";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  contents: Array<Output>;
  min_height?: string;
  max_height?: string;
  keep_bottom?: boolean;
  border?: boolean;
}

/** A button that saves a file of this session (`file:ID/TOKEN`) under a name. */
export interface FileLink {
  type: "file";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  label: string;
  name: string;
  src: string;
}

/**
 * A bar that shows how far something is: `value` is 0 to 1, `null` where nobody knows.
 *
 * `rate` (items per second) and `left` (seconds to go) stand behind the label.
 */
export interface Progress {
  type: "progress";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  name: string;
  value?: number | null;
  label?: string;
  rate?: number | null;
  left?: number | null;
}

/** A sign that something is going on. */
export interface Loading {
  type: "loading";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  shape?: "border" | "grow";
  color?: "danger" | "dark" | "info" | "light" | "primary" | "secondary" | "success" | "warning";
}

/**
 * A Mustache template of the program, filled with data.
 *
 * Outputs in the data stand in `contents`; `places` says where in the data each belongs: the keys
 * and indexes on the way to it.
 */
export interface Custom {
  type: "widget";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  template: string;
  data: Record<string, Json>;
  contents?: Array<Output>;
  places?: Array<Array<string | number>>;
}

/** A sound with controls; `src` as for an image. */
export interface Audio {
  type: "audio";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  src: string;
  title?: string;
  autoplay?: boolean;
  loop?: boolean;
  muted?: boolean;
}

/** A film with controls; `src`, `poster`, `width` and `height` as for an image. */
export interface Video {
  type: "video";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  src: string;
  title?: string;
  autoplay?: boolean;
  loop?: boolean;
  muted?: boolean;
  poster?: string;
  width?: string;
  height?: string;
}

/**
 * A grid for many rows; these come by `feed`.
 *
 * `name` is the instance id. `columns` is the order of the columns: keys, or for a group of
 * columns a pair of its key and such a list. `column_args` are options of columns, each with the
 * path of its column; in them and in `grid_args` an object with the only key `__js_function__`
 * (names of arguments, then the body) is a function. `actions` are labels of buttons (`null`: a
 * gap) for the rows selected: a click calls `action` with the index of the button and the ids of
 * the rows. `select` is called with the ids of the rows selected. `id_path` is where a row has
 * its id (empty: rows are numbered).
 */
export interface DataTable {
  type: "datatable";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  name: string;
  columns: Array<Json>;
  column_args?: Array<[Array<string>, Record<string, Json>]>;
  grid_args?: Record<string, Json>;
  height?: string;
  theme?: string;
  actions?: Array<string | null>;
  action?: number;
  select?: number;
  multiple?: boolean;
  content_bar?: boolean;
  id_path?: Array<string>;
  enterprise_key?: string;
}

/**
 * Lines of text in a box that scrolls; they come by `feed`.
 *
 * Beyond `most` lines the oldest go. `follow`: the end stays in sight as long as the visitor does
 * not scroll away from it.
 */
export interface Log {
  type: "log";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  label?: string;
  height?: string;
  most?: number;
  follow?: boolean;
}

/** Text (Markdown, if not `plain`) that grows at its end; it comes by `feed`. */
export interface Stream {
  type: "stream";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  plain?: boolean;
  sanitize?: boolean;
}

/**
 * A figure of a chart library, drawn by the page.
 *
 * `spec` is what the library takes, as JSON (of ECharts as JavaScript, since it may have functions
 * in it), here or in the file `src`. `scripts` are the files of the library.
 */
export interface Figure {
  type: "figure";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  library: "bokeh" | "echarts" | "plotly" | "vega";
  spec?: string;
  src?: string;
  scripts?: Array<string>;
  title?: string;
  width?: string;
  height?: string;
}

/**
 * An empty named container; what stands in it is put there by `put` commands.
 *
 * `duplicate`: another scope has this name; it stays without contents and says so.
 * `removed`: it was taken away out of an output that still stands; nothing is shown.
 */
export interface Scope {
  type: "scope";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  name: string;
  duplicate?: boolean;
  removed?: boolean;
}

/** A remark of the library itself, in the visitor's language, with one figure or name in it. */
export interface Notice {
  type: "notice";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  notice: "pin_expired" | "trimmed";
  detail?: string;
}

/**
 * A field that stands on the page; a page tells changes of its value by `pin.change`.
 *
 * `value` is what the visitor has entered (`null`: the field is as `field` says); for a password
 * that is ``""``. `sets` counts how often the program has set the value. `expired`: another pin
 * has its name now, and a remark stands in its place.
 */
export interface Pin {
  type: "pin";
  id: number;
  rev?: number;
  style?: string;
  click?: number;
  field: InputField | TextareaField | SelectField | CheckboxField | RadioField | SliderField | ActionsField | FileField;
  value?: Json;
  sets?: number;
  expired?: boolean;
}

export type Output =
  | Text
  | Markdown
  | Html
  | Code
  | Table
  | Buttons
  | Link
  | Image
  | Alert
  | Grid
  | Collapse
  | Tabs
  | Scrollable
  | FileLink
  | Progress
  | Loading
  | Custom
  | Audio
  | Video
  | DataTable
  | Log
  | Stream
  | Figure
  | Scope
  | Notice
  | Pin;
