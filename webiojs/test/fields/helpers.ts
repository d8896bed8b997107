import type { FieldHost } from "../../src/context";
import type { Field } from "../../src/fields/frame";
import { makeField } from "../../src/fields/registry";
import type { FormField, Json } from "../../src/protocol";
import { makeContext } from "../widgets/helpers";

/** A form that writes down what its fields tell. */
export class TestHost implements FieldHost {
  readonly context = makeContext();
  readonly told: unknown[][] = [];

  changed(name: string): void {
    this.told.push(["changed", name]);
  }

  blurred(name: string): void {
    this.told.push(["blurred", name]);
  }

  submit(name: string, value: Json): void {
    this.told.push(["submit", name, value]);
  }

  cancel(): void {
    this.told.push(["cancel"]);
  }

  reset(): void {
    this.told.push(["reset"]);
  }
}

/** A field on the page. */
export function show(spec: FormField, host = new TestHost(), single = false): Field {
  const field = makeField(spec, host, single);
  document.body.replaceChildren(field.element);
  return field;
}

export function find<T extends HTMLElement>(field: Field, selector: string): T {
  const found = field.element.querySelector<T>(selector);
  if (!found) throw new Error(`The field has no ${selector}`);
  return found;
}

/** Type as a browser does: each key is announced, applied and told. */
export function type(control: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  for (const key of text) {
    control.dispatchEvent(new Event("beforeinput", { bubbles: true }));
    control.value += key;
    control.dispatchEvent(new InputEvent("input", { bubbles: true, data: key }));
  }
}
