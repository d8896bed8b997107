// What widgets and fields get from the page. They know nothing else of it, and never import the client.

import type { AnyEvent, FormField, Json, Output, Pin } from "./protocol";
import type { Sending } from "./transport/upload";

export interface Context {
  /** Send an event to the program; kept until the server has it. */
  send(event: AnyEvent): void;
  /** Build the element of a (nested) output; it is known by its id from then on. */
  render(output: Output): HTMLElement;
  /** The address of `src`: a URL as it is, `file:ID/TOKEN` as an address of this server. */
  fileUrl(src: string): string;
  /** Send a file to an upload slot of the program; `changed` is called with every progress. */
  upload(file: Blob, slot: number, changed: () => void): Sending;
  /** The address of another application of this server. */
  appUrl(name: string): string;
  /** The address of a file of the bundle by its name in the folder of assets. */
  assetUrl(file: string): string;
  /** Load a lazy chunk of the bundle by its plain name ("markdown", "prism", "compat"); cached. */
  chunk<T>(name: string): Promise<T>;
  /** The chunk if it is there already. Commands whose nodes need a chunk wait for it in the queue (see `needs`). */
  loaded<T>(name: string): T | undefined;
  /** The fields that stand among the outputs. */
  readonly pins: PinMaker;
}

/** Makes fields that stand among the outputs. What was entered into the one before it stays. */
export interface PinMaker {
  build(node: Pin, context: Context, before?: HTMLElement): HTMLElement;
}

/** One kind of output: a function that makes its element from the node. */
export interface Widget<N extends Output> {
  /** Chunks that must be loaded before `render` is called (the queue waits, in order). */
  needs?(node: N): string[];
  /** Make the element. `old` is the one it takes the place of, which may be changed instead. */
  render(node: N, context: Context, old?: HTMLElement): HTMLElement;
  /** Markup of the program in it: its scripts run, and jQuery is there when it shows the need. */
  markup?(node: N): string;
}

/** One field of a form, as it stands on the page. */
export interface FieldControl {
  /** The whole field: label, control, help text, place for the problem. */
  readonly element: HTMLElement;
  readonly name: string;
  /** What would be submitted now. */
  value(): Json;
  /** Set attributes that the program changed: value, label, options, placeholder, ... */
  update(attributes: Record<string, Json>): void;
  /** Show a problem (text), or take it away (null). */
  mark(problem: string | null): void;
  /** A problem the browser itself sees ("required", bad number): its text, or null. Shown at submit. */
  check(): string | null;
  /** What has to end before the value counts (files on their way), if there is something. */
  pending?(): Promise<void> | null;
  /** What is kept over a reload, where that is not the value; nothing if it is undefined. */
  draft?(): Json | undefined;
  /** Put back what `draft` gave. */
  restore?(draft: Json): void;
  /** The form has gone. */
  closed?(): void;
  focus(): void;
  /** Back to the initial state. */
  reset(): void;
}

/** What a field tells the form it stands in. */
export interface FieldHost {
  changed(name: string): void;
  blurred(name: string): void;
  /** An `actions` button was pressed. */
  submit(name: string, value: Json): void;
  cancel(): void;
  reset(): void;
  readonly context: Context;
}

/** One kind of field: a function that makes its control. */
export type FieldMaker<F extends FormField> = (
  field: F,
  host: FieldHost,
  single: boolean,
) => FieldControl;
