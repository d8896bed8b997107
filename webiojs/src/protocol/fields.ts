// Generated from pywebio/protocol/fields.py by tools/make_protocol_ts.py. Do not edit.

import type { Json } from "./base";

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

export type FormField =
  | InputField
  | TextareaField
  | SelectField
  | CheckboxField
  | RadioField
  | SliderField
  | ActionsField
  | FileField;
