// Generated from pywebio/protocol.py by tools/make_protocol_ts.py. Do not edit.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const VERSION = 1;

export const ROOT = "ROOT";

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

/** One choice of a select, checkbox or radio field. */
export interface Option {
  label: string;
  value: Json;
  selected?: boolean;
  disabled?: boolean;
}

/**
 * A one-line field. Its value travels as text; an empty one as ``""``.
 *
 * `action` is the id of the callback of a button beside the field, `action_label` its text. A
 * `locked` field shows a text that stands for an object of the program: it cannot be edited until
 * it is reset.
 */
export interface InputField {
  type: "input";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  kind?: "color" | "date" | "datetime-local" | "float" | "number" | "password" | "text" | "time" | "url";
  value?: string;
  placeholder?: string;
  datalist?: Array<string>;
  action?: number;
  action_label?: string;
  locked?: boolean;
}

/**
 * A field of several lines. Lengths are in UTF-16 units, as browsers count.
 *
 * With `code` it is a code editor; these are its options, by the names that CodeMirror 5 has.
 */
export interface TextareaField {
  type: "textarea";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  value?: string;
  placeholder?: string;
  rows?: number;
  maxlength?: number | null;
  minlength?: number | null;
  code?: Record<string, Json> | null;
}

/**
 * A list of options. Its value is an option's value, or with `multiple` a list of them.
 *
 * One that is not `native` can be searched.
 */
export interface SelectField {
  type: "select";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  options: Array<Option>;
  multiple?: boolean;
  native?: boolean;
}

/** Options of which any number may be chosen; the value is a list of values. */
export interface CheckboxField {
  type: "checkbox";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  options: Array<Option>;
  inline?: boolean;
}

/** Options of which one may be chosen; the value is its value, or ``null``. */
export interface RadioField {
  type: "radio";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  options: Array<Option>;
  inline?: boolean;
}

/** A number between two others. A `step` of 0 means any number; `whole`: only whole ones. */
export interface SliderField {
  type: "slider";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  value?: number;
  min_value?: number;
  max_value?: number;
  step?: number;
  whole?: boolean;
}

/** A button of an `actions` field. */
export interface ActionButton {
  label: string;
  value?: Json;
  kind?: "cancel" | "reset" | "submit";
  color?: "danger" | "dark" | "info" | "light" | "primary" | "secondary" | "success" | "warning";
  disabled?: boolean;
}

/** A row of buttons; a submitting one submits the form, and its value is the field's value. */
export interface ActionsField {
  type: "actions";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  buttons: Array<ActionButton>;
}

/**
 * Files, which the page sends to the upload slot `slot` before it submits the form.
 *
 * Its value is a list of :class:`SentFile`. Sizes are in bytes.
 */
export interface FileField {
  type: "file";
  name: string;
  label?: string;
  help_text?: string;
  required?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  auto_focus?: boolean;
  onblur?: boolean;
  onchange?: boolean;
  attributes?: Record<string, Json>;
  slot: number;
  accept?: Array<string>;
  multiple?: boolean;
  placeholder?: string;
  max_size: number;
  max_total_size: number;
  most?: number;
}

/** Show a node in a scope, before the node `before` or (0) at the end. */
export interface Put {
  cmd: "put";
  node: Output;
  scope?: string;
  before?: number;
}

/** Show a node in the place of the one with the same id. */
export interface Replace {
  cmd: "replace";
  node: Output;
}

/** Take nodes away, with all that stands in them. */
export interface Remove {
  cmd: "remove";
  ids: Array<number>;
}

/**
 * Rows of a data table: pairs of id and record, here or (many) in the file `src`.
 *
 * In the file each line is a JSON list of such pairs.
 */
export interface Rows {
  pairs?: Array<[number | string, Json]>;
  src?: string;
}

/** These are all rows of a data table from now on. */
export interface RowsLoad {
  kind: "rows.load";
  number: number;
  rows: Rows;
}

/** Further rows of a data table, before the row `before` or at the end. */
export interface RowsInsert {
  kind: "rows.insert";
  number: number;
  rows: Rows;
  before?: number | string | null;
}

/** Rows of a data table that have changed. */
export interface RowsUpdate {
  kind: "rows.update";
  number: number;
  rows: Rows;
}

/** These rows of a data table go. */
export interface RowsRemove {
  kind: "rows.remove";
  number: number;
  ids: Array<number | string>;
}

/**
 * Lines of a log. `first` is the number of the first one, counted from the log's beginning.
 *
 * Lines before the number `start` are gone. A page leaves out the lines that it has.
 */
export interface LogLines {
  kind: "log.lines";
  first: number;
  lines: Array<string>;
  start?: number;
}

/**
 * More text of a stream; `at` is its place in the whole, in Unicode code points.
 *
 * `done`: nothing more will come.
 */
export interface StreamText {
  kind: "stream.text";
  at: number;
  text: string;
  done?: boolean;
}

/** The contents of the output `id` change: see :class:`Change`. */
export interface Feed {
  cmd: "feed";
  id: number;
  change: RowsLoad | RowsInsert | RowsUpdate | RowsRemove | LogLines | StreamText;
}

/** Empty a scope. With `hold` it keeps its height until `scope.release`, so nothing jumps. */
export interface ScopeClear {
  cmd: "scope.clear";
  scope: string;
  hold?: boolean;
}

/** Let a scope have the height of its contents again. */
export interface ScopeRelease {
  cmd: "scope.release";
  scope: string;
}

/** Take the oldest outputs of a scope away; `mark` is the id of the notice in their place. */
export interface Trim {
  cmd: "trim";
  scope: string;
  ids: Array<number>;
  mark: number;
  total: number;
}

/** Settings of the page, as in `set_env()`. */
export interface EnvSet {
  cmd: "env.set";
  settings: Record<string, Json>;
}

/** Open a popup in the place of any other; `scope` names the scope that is its body. */
export interface PopupOpen {
  cmd: "popup.open";
  popup: number;
  title: string;
  scope: string;
  size?: "large" | "normal" | "small";
  implicit_close?: boolean;
  closable?: boolean;
}

/** Close the popup. */
export interface PopupClose {
  cmd: "popup.close";
  popup: number;
}

/**
 * Show a form in front of the others, or (a form the view knows) leave it as it is.
 *
 * `marks` are problems shown at fields: name -> message. `buttons` is false where the last field
 * brings the buttons itself. `titled` is true when `label` is the caption of the one field.
 * With a `scope` the form stands at the end of that scope, else in the input panel.
 */
export interface FormShow {
  cmd: "form.show";
  form: number;
  label: string;
  fields: Array<InputField | TextareaField | SelectField | CheckboxField | RadioField | SliderField | ActionsField | FileField>;
  cancelable?: boolean;
  buttons?: boolean;
  titled?: boolean;
  scope?: string;
  marks?: Record<string, string>;
}

/** Change attributes of one field: `value`, `label`, `options`, `placeholder`, ... */
export interface FormUpdate {
  cmd: "form.update";
  form: number;
  name: string;
  attributes: Record<string, Json>;
}

/**
 * Show (text) or take away (`null`) problems at fields. `refused`: the answer to a submit.
 *
 * A text that starts with ``@`` is a key of the page's catalogue of texts, with its arguments
 * behind bars (``@required``, ``@too_small|10``). A text of the program's own that starts with
 * ``@`` travels with one more (``@@text``). The name ``""`` stands for the form as a whole.
 */
export interface FormMark {
  cmd: "form.mark";
  form: number;
  marks: Record<string, string | null>;
  refused?: boolean;
}

/** Take a form away; the one before it comes to the front. */
export interface FormClose {
  cmd: "form.close";
  form: number;
}

/**
 * Change attributes of a pin's field, as `form.update` does.
 *
 * `rev` is the revision of the pin from now on, `sets` its count of values set by the program.
 */
export interface PinUpdate {
  cmd: "pin.update";
  id: number;
  attributes: Record<string, Json>;
  rev: number;
  sets?: number;
}

/**
 * What the program does: `held` answers callbacks only, `finished` and `failed` nothing.
 *
 * `detail` is the traceback of a failed program, only with `debug`.
 */
export interface ProgramState {
  cmd: "program.state";
  state: "failed" | "finished" | "held" | "running";
  detail?: string;
}

/** What follows, up to `snapshot.end`, is the whole page. */
export interface SnapshotBegin {
  cmd: "snapshot.begin";
}

/** The page is whole; what was not named since `snapshot.begin` goes. */
export interface SnapshotEnd {
  cmd: "snapshot.end";
}

/** Run code; `args` are names in its scope. With `wait` its value goes back in a `result`. */
export interface RunJs {
  cmd: "run_js";
  effect: number;
  code: string;
  args?: Record<string, Json>;
  wait?: number;
}

/**
 * Tell changes of all pins now, then answer by a `result`.
 *
 * Its value has the values of those among `pins` that were only marked as changed, by their ids.
 */
export interface PinRead {
  cmd: "pin.read";
  effect: number;
  wait: number;
  pins?: Array<number>;
}

/** Show a message for `duration` ms (0: until closed). A click is an event of `callback`. */
export interface Toast {
  cmd: "toast";
  effect: number;
  content: string;
  duration?: number;
  position?: "center" | "left" | "right";
  color?: string;
  callback?: number;
}

/** Save a file of this session (`file:ID/TOKEN`) under a name. */
export interface Download {
  cmd: "download";
  effect: number;
  name: string;
  src: string;
}

/** Scroll the page to a scope. */
export interface ScrollTo {
  cmd: "scroll_to";
  effect: number;
  scope: string;
  position?: "bottom" | "middle" | "top";
}

/** Open another application of this server. */
export interface GoApp {
  cmd: "go_app";
  effect: number;
  name: string;
  new_window?: boolean;
}

/**
 * A callback of the program failed, and the program goes on: tell the visitor.
 *
 * `detail` is the traceback, only with `debug`.
 */
export interface ProgramError {
  cmd: "program.error";
  effect: number;
  detail?: string;
}

/** A warning for the browser's console. */
export interface Console {
  cmd: "console";
  effect: number;
  message: string;
}

/**
 * A file that was sent to a slot: the id of the upload, and what the browser says of it.
 *
 * `modified` is in milliseconds since 1970.
 */
export interface SentFile {
  upload: string;
  name?: string;
  type?: string;
  modified?: number;
}

/** The visitor submitted a form: name -> value of each field. */
export interface FormSubmit {
  event: "form.submit";
  form: number;
  values: Record<string, Json>;
}

/** The visitor cancelled a form. */
export interface FormCancel {
  event: "form.cancel";
  form: number;
}

/** The visitor left a field that has a value. */
export interface FormBlur {
  event: "form.blur";
  form: number;
  name: string;
  value?: Json;
}

/** The visitor changed a field. */
export interface FormChange {
  event: "form.change";
  form: number;
  name: string;
  value?: Json;
}

/**
 * The value of a pin has changed.
 *
 * `large`: it is fetched by `pin.read` when it is needed. `sets` is the count of the pin when it
 * was changed: a change that crosses a value set by the program is dropped. `silent`: not by the
 * visitor, but by a script.
 */
export interface PinChange {
  event: "pin.change";
  pin: number;
  value?: Json;
  large?: boolean;
  sets?: number;
  silent?: boolean;
}

/** A button, an output, a toast or a custom widget calls the program. */
export interface CallbackEvent {
  event: "callback";
  callback: number;
  value?: Json;
}

/** The value of a `run_js` with `wait`; `null` for what JSON cannot say and for errors. */
export interface Result {
  event: "result";
  wait: number;
  value?: Json;
}

/** The visitor closed the popup. */
export interface PopupClosed {
  event: "popup.closed";
  popup: number;
}

/** A toast has gone; its callback is not needed any more. */
export interface ToastClosed {
  event: "toast.closed";
  callback: number;
}

/** An event that is too large for a frame: it was sent as a file to slot 0. */
export interface LargeEvent {
  event: "large";
  upload: string;
}

/** What a page knows of itself: sizes in CSS pixels, `time_zone` as an IANA name. */
export interface Facts {
  language?: string;
  time_zone?: string;
  width?: number;
  height?: number;
  dark?: boolean;
  touch?: boolean;
}

/**
 * The first frame of a connection.
 *
 * `view` is a random id of this load of the page, `session` the key it was given before (or none),
 * `applied` the last command applied, `done` the last effect done (also by an earlier load).
 */
export interface Hello {
  type: "hello";
  version: number;
  view: string;
  session?: string;
  applied?: number;
  done?: number;
  app?: string;
  query?: string;
  navigation?: "back_forward" | "navigate" | "prerender" | "reload" | "restore";
  facts?: Facts;
}

/**
 * Any further frame: the last command applied, and events with their numbers.
 *
 * `ping` asks for an answer at once, so that a dead line shows itself.
 */
export interface Batch {
  ack?: number;
  events?: Array<[number, FormSubmit | FormCancel | FormBlur | FormChange | PinChange | CallbackEvent | Result | PopupClosed | ToastClosed | LargeEvent]>;
  ping?: boolean;
}

/** What a view has to respect: bytes of a frame, commands and bytes before it acknowledges. */
export interface Limits {
  frame_bytes: number;
  ack_commands: number;
  ack_bytes: number;
}

/**
 * The answer to a hello. `resumed`: the numbers of this view go on; else a snapshot follows.
 *
 * `session` is the secret key for a later hello, `sid` the public id (used in file addresses),
 * `events` the last event of this view that was taken, `upload` what has to be named to send
 * files.
 */
export interface Welcome {
  type: "welcome";
  session: string;
  sid: string;
  limits: Limits;
  resumed?: boolean;
  events?: number;
  debug?: boolean;
  upload?: string;
}

/**
 * The server will not go on with this view.
 *
 * `unknown`: the session is not known (the server was restarted); `moved`: another view has taken
 * over; `closed`: the session was ended; `version`: the page is of another version; `refused`: no
 * further session is taken (the reason is in `detail`).
 */
export interface Bye {
  type: "bye";
  reason: "closed" | "moved" | "refused" | "unknown" | "version";
  detail?: string;
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

export type FormField =
  | InputField
  | TextareaField
  | SelectField
  | CheckboxField
  | RadioField
  | SliderField
  | ActionsField
  | FileField;

export type State =
  | Put
  | Replace
  | Remove
  | Feed
  | ScopeClear
  | ScopeRelease
  | Trim
  | EnvSet
  | PopupOpen
  | PopupClose
  | FormShow
  | FormUpdate
  | FormMark
  | FormClose
  | PinUpdate
  | ProgramState
  | SnapshotBegin
  | SnapshotEnd;

export type EffectCommand =
  | RunJs
  | PinRead
  | Toast
  | Download
  | ScrollTo
  | GoApp
  | ProgramError
  | Console;

export type AnyCommand =
  | Put
  | Replace
  | Remove
  | Feed
  | ScopeClear
  | ScopeRelease
  | Trim
  | EnvSet
  | PopupOpen
  | PopupClose
  | FormShow
  | FormUpdate
  | FormMark
  | FormClose
  | PinUpdate
  | ProgramState
  | SnapshotBegin
  | SnapshotEnd
  | RunJs
  | PinRead
  | Toast
  | Download
  | ScrollTo
  | GoApp
  | ProgramError
  | Console;

export type AnyEvent =
  | FormSubmit
  | FormCancel
  | FormBlur
  | FormChange
  | PinChange
  | CallbackEvent
  | Result
  | PopupClosed
  | ToastClosed
  | LargeEvent;

export type AnyChange =
  | RowsLoad
  | RowsInsert
  | RowsUpdate
  | RowsRemove
  | LogLines
  | StreamText;
