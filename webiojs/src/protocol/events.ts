// Generated from pywebio/protocol/events.py by tools/make_protocol_ts.py. Do not edit.

import type { Json } from "./base";

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
