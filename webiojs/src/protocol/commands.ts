// Generated from pywebio/protocol/commands.py by tools/make_protocol_ts.py. Do not edit.

import type { Json } from "./base";
import type { ActionsField, CheckboxField, FileField, InputField, RadioField, SelectField, SliderField, TextareaField } from "./fields";
import type { Output, Text } from "./outputs";

/** Show a node in a scope, before the node `before` or (0) at the end. */
export interface Put {
  cmd: "put";
  node: Output;
  scope?: string;
  before?: number;
}

/** Show texts at the end of a scope: the most of a large page, when a snapshot tells it. */
export interface PutTexts {
  cmd: "put.texts";
  texts: Array<Text>;
  scope?: string;
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

/**
 * Code that belongs to the page: each load of it runs it once. `number` orders it among the
 * effects.
 */
export interface KeptScript {
  cmd: "script.kept";
  number: number;
  code: string;
  args?: Record<string, Json>;
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

export type State =
  | Put
  | PutTexts
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
  | KeptScript
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
  | PutTexts
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
  | KeptScript
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

export type AnyChange =
  | RowsLoad
  | RowsInsert
  | RowsUpdate
  | RowsRemove
  | LogLines
  | StreamText;
