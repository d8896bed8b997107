// What all fields have around their control: caption, help text and the place for a problem.

import type { FieldControl } from "../context";
import { t } from "../i18n";
import { classes, h, setAttribute, uniqueId } from "../page/dom";
import type { FormField, Json } from "../protocol";

/** A field that can take its name from an element outside of it, such as the title of a card. */
export interface Field extends FieldControl {
  labelledBy(id: string): void;
}

interface FrameOptions {
  /** Whether the field is made of several controls, hence a fieldset with a legend. */
  group?: boolean;
  /** Whether the label is shown elsewhere. */
  single: boolean;
  /** The controls that problems are marked on, as they are now. */
  controls: () => HTMLElement[];
  /** Elements with an id that describe the control, beside problem and help text. */
  notes?: HTMLElement[];
}

/** The element of a field around `body`. */
export class FieldFrame {
  readonly element: HTMLElement;
  private readonly caption: HTMLElement | null;
  private readonly help: HTMLElement;
  private readonly problem: HTMLElement;
  /** Whether something is said of the value. */
  private judged = false;

  constructor(
    field: FormField,
    body: HTMLElement,
    private readonly options: FrameOptions,
  ) {
    const id = uniqueId("webio-field");
    const { group = false, single } = options;
    this.help = h("div", { id: `${id}-help`, class: "form-text" });
    this.problem = h("div", {
      id: `${id}-problem`,
      class: "invalid-feedback",
      "aria-live": "polite",
    });
    this.caption = single ? null : this.makeCaption(group);
    this.element = h(
      group ? "fieldset" : "div",
      { class: classes("webio-field", `webio-field-${field.type}`) },
      this.caption,
      body,
      this.problem,
      this.help,
    );
    this.update({
      ...field.attributes,
      label: field.label ?? "",
      help_text: field.help_text ?? "",
    });
    this.describe();
  }

  private makeCaption(group: boolean): HTMLElement {
    if (group) return h("legend", { class: "form-label" });
    return h("label", { class: "form-label", for: this.options.controls()[0]?.id });
  }

  /** The element that carries the description: the group, or the one control. */
  private get target(): HTMLElement {
    return this.options.group ? this.element : (this.options.controls()[0] ?? this.element);
  }

  private describe(): void {
    const own = [this.problem, this.help].filter((part) => part.textContent);
    const ids = [...own, ...(this.options.notes ?? [])].map((part) => part.id);
    setAttribute(this.target, "aria-describedby", ids.join(" ") || null);
  }

  /** Take the name from another element; its text has been said as label already. */
  labelledBy(id: string): void {
    this.target.setAttribute("aria-labelledby", id);
  }

  /** Take over `label` and `help_text`, if they are among the attributes. */
  update(attributes: Record<string, Json>): void {
    const { label, help_text: help } = attributes;
    if (label !== undefined && this.caption) {
      this.caption.textContent = asText(label);
      this.caption.hidden = !label;
      if (label) this.target.removeAttribute("aria-labelledby");
    }
    if (help !== undefined) {
      this.help.textContent = asText(help);
      this.help.hidden = !help;
      this.describe();
    }
    if (attributes.valid_status !== undefined) this.judge(attributes);
  }

  /** The program says whether the value is good: `false`, `true`, or 0 to say nothing of it. */
  private judge(attributes: Record<string, Json>): void {
    const { valid_status: good, invalid_feedback: why, valid_feedback: praise } = attributes;
    this.mark(good === false ? asText(why) || t("invalid") : null);
    this.praise(good === true ? asText(praise) : null);
  }

  private praise(text: string | null): void {
    this.judged ||= text !== null;
    for (const control of this.options.controls()) {
      control.classList.toggle("is-valid", text !== null);
    }
    this.element.querySelector(".valid-feedback")?.remove();
    if (text) this.problem.after(h("div", { class: "valid-feedback d-block" }, text));
  }

  /** Show a problem, or take it away. */
  mark(problem: string | null): void {
    const bad = problem !== null;
    if (!bad && !this.judged) return; // Each attribute that is set costs style, though it stays the same.
    this.praise(null);
    this.judged = bad;
    this.element.classList.toggle("webio-field-bad", bad);
    this.problem.textContent = problem ?? "";
    for (const control of this.options.controls()) {
      control.classList.toggle("is-invalid", bad);
      const says = (control as HTMLInputElement).type !== "radio";
      setAttribute(control, "aria-invalid", bad && says ? "true" : null);
    }
    this.describe();
  }
}

/** A value of the program as text of the page. */
export function asText(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Attributes that are the field's own business. */
const OWN = new Set([
  "type",
  "name",
  "id",
  "value",
  "label",
  "help_text",
  "options",
  "datalist",
  "locked",
  "min_value",
  "max_value",
  "whole",
  "valid_status",
  "valid_feedback",
  "invalid_feedback",
]);

/** Set further attributes of a control; those that would run scripts are left out. */
export function setControlAttributes(control: HTMLElement, attributes: Record<string, Json>): void {
  for (const [given, value] of Object.entries(attributes)) {
    const name = given.toLowerCase();
    if (OWN.has(name) || name.startsWith("on") || name.startsWith("form")) continue;
    if (name === "class") control.classList.add(...asText(value).split(/\s+/).filter(Boolean));
    else if (typeof value === "object" && value !== null)
      setAttribute(control, name, asText(value));
    else setAttribute(control, name, value);
  }
}

/** The id of a control: the program's own, or one that nothing else has. */
export function controlId(field: FormField): string {
  const own = field.attributes?.id;
  return typeof own === "string" && own ? own : uniqueId("webio-control");
}

/** Attributes that most controls share. */
export function commonAttributes(field: FormField): Record<string, Json> {
  const { required = false, readonly = false, disabled = false, attributes = {} } = field;
  return { required, readonly, disabled, ...attributes };
}
