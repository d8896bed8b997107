// Options of select, checkbox and radio. Values may be any JSON; what is chosen is told by index,
// and the `value` of the element is only there for those who look at the page.

import { h, uniqueId } from "../page/dom";
import type { Json, Option } from "../protocol";

/** The options in what a program changed, which may be of any shape. */
export function asOptions(value: Json | undefined): Option[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === "object" && item !== null) as unknown as Option[];
}

/** Whether two values of plain JSON are equal. */
export function same(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The options with those chosen that have one of the given values. */
export function choose(options: Option[], value: Json, multiple: boolean): Option[] {
  const wanted = multiple && Array.isArray(value) ? value : [value];
  return options.map((option) => ({
    ...option,
    selected: wanted.some((one) => same(one, option.value)),
  }));
}

/** The value of an option as text of an attribute. */
export function valueText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The boxes of a checkbox or radio group, and the element they stand in. */
export class Boxes {
  readonly element: HTMLElement;
  inputs: HTMLInputElement[] = [];
  options: Option[] = [];

  constructor(
    private readonly type: "checkbox" | "radio",
    private readonly name: string,
    inline: boolean,
    private readonly finish: (input: HTMLInputElement) => void,
  ) {
    this.element = h("div", { class: inline ? "webio-boxes webio-boxes-inline" : "webio-boxes" });
  }

  show(options: Option[]): void {
    this.options = options;
    this.inputs = options.map((option) => this.makeInput(option));
    this.element.replaceChildren(
      ...this.inputs.map((input, index) => {
        const label = h(
          "label",
          { class: "form-check-label", for: input.id },
          options[index]?.label,
        );
        return h("div", { class: "form-check" }, input, label);
      }),
    );
  }

  private makeInput(option: Option): HTMLInputElement {
    const input = h("input", {
      type: this.type,
      class: "form-check-input",
      id: uniqueId("webio-control"),
      name: this.name,
      value: valueText(option.value),
    });
    this.finish(input);
    if (option.disabled) input.disabled = true;
    input.checked = option.selected ?? false;
    return input;
  }

  /** Options as they are chosen now. */
  current(): Option[] {
    return this.options.map((option, index) => ({
      ...option,
      selected: this.inputs[index]?.checked ?? false,
    }));
  }

  chosen(): Json[] {
    return this.current()
      .filter((option) => option.selected)
      .map((option) => option.value);
  }

  focus(): void {
    const free = this.inputs.filter((input) => !input.disabled);
    (free.find((input) => input.checked) ?? free[0])?.focus();
  }
}
