// A form that waits for the visitor: a card with fields and buttons. What is entered is looked at
// here and checked again by the server, which alone decides.

import type { Context, FieldHost } from "../context";
import { asText, type Field } from "../fields/frame";
import { makeField } from "../fields/registry";
import { message, t } from "../i18n";
import type { FormField, FormShow, Json } from "../protocol";
import { h, uniqueId } from "./dom";

/** Passwords are never kept by the page. */
export function isPassword(field: FormField): boolean {
  return field.type === "input" && field.kind === "password";
}

/** Milliseconds after which an answer that is not taken yet shows that it is on its way. */
const SHOWN_AFTER = 300;

/** Milliseconds after which a form that has come to the front was seen: a click is meant for it. */
const SEEN_AFTER = 300;

/** One pending form. */
export class Form implements FieldHost {
  readonly id: number;
  readonly element: HTMLElement;
  readonly context: Context;
  private readonly form: HTMLFormElement;
  private readonly general: HTMLElement;
  /** The title, where it is the caption of the one field. */
  private readonly caption: HTMLElement | null;
  private readonly fields = new Map<string, Field>();
  private readonly specs = new Map<string, FormField>();
  /** The values that the program has given, as text. */
  private readonly given = new Map<string, string>();
  private busy = false;
  private busyTimer: ReturnType<typeof setTimeout> | undefined;
  private gone = false;
  private pressing = false;
  private clicked = false;
  /** Since when it has been in front. */
  private since = performance.now();
  private held: (() => void)[] = [];

  constructor(
    private readonly command: FormShow,
    context: Context,
  ) {
    this.id = command.form;
    this.context = context;
    const titleId = uniqueId("webio-title");
    const title = command.label
      ? h("h2", { class: "card-header", id: titleId }, command.label)
      : null;
    this.general = h("div", { class: "webio-form-problem", role: "alert", hidden: true });
    const single = (command.titled ?? false) && title !== null;
    this.caption = single ? title : null;
    for (const spec of command.fields) {
      const field = makeField(spec, this, single);
      // A field without a caption of its own would have no name at all.
      if (single || (title && !spec.label)) field.labelledBy(titleId);
      this.fields.set(spec.name, field);
      this.specs.set(spec.name, spec);
      this.remember(spec.name);
    }
    const rows = [...this.fields.values()].map((field) => field.element);
    this.form = h(
      "form",
      // With a name it is a landmark of the page, with which it is found.
      {
        class: "card",
        novalidate: true,
        "aria-labelledby": title && titleId,
        "aria-label": title ? null : t("form"),
      },
      title,
      h(
        "div",
        { class: "card-body" },
        this.general,
        ...rows,
        (command.buttons ?? true) && this.bar(),
      ),
    );
    this.element = h("div", { class: "webio-form" }, this.form);
    this.listen();
    this.mark(command.marks ?? {}, false);
  }

  private bar(): HTMLElement {
    const click = (): void => this.cancel();
    const cancel = { type: "button", class: "btn btn-cancel", on: { click } };
    return h(
      "div",
      { class: "webio-form-bar" },
      h("button", { type: "submit", class: "btn btn-primary" }, t("submit")),
      h("button", { type: "reset", class: "btn btn-reset" }, t("reset")),
      (this.command.cancelable ?? false) && h("button", cancel, t("cancel")),
    );
  }

  private listen(): void {
    const { form } = this;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.trySubmit({});
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.reset();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    // The plain submit() of a script would leave the page without asking anybody.
    form.submit = () => form.requestSubmit();
    form.addEventListener("pointerdown", () => this.press());
    form.addEventListener("click", (event) => this.meant(event), true);
  }

  /** The form before this one has gone. */
  inFront(): void {
    this.since = performance.now();
    this.clicked = false;
  }

  /**
   * The second half of a double click on the form before this one is not for this one. Whoever
   * answers one question after the other by quick clicks at the same place has seen each of them.
   */
  private meant(event: MouseEvent): void {
    if (event.detail < 2 || event.timeStamp - this.since > SEEN_AFTER) this.clicked = true;
    if (this.clicked) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** While a button is pressed nothing may move it away from the pointer. */
  private press(): void {
    this.pressing = true;
    const release = (): void => {
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, release, true);
      setTimeout(() => {
        this.pressing = false;
        for (const run of this.held.splice(0)) run();
      });
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, release, true);
  }

  // What fields tell.

  changed(name: string): void {
    const field = this.fields.get(name);
    if (!field) return;
    field.mark(null);
    if (this.specs.get(name)?.onchange) {
      this.context.send({ event: "form.change", form: this.id, name, value: field.value() });
    }
  }

  blurred(name: string): void {
    const field = this.fields.get(name);
    if (!field || this.busy || !this.specs.get(name)?.onblur) return;
    this.context.send({ event: "form.blur", form: this.id, name, value: field.value() });
  }

  submit(name: string, value: Json): void {
    this.trySubmit({ [name]: value });
  }

  cancel(): void {
    this.context.send({ event: "form.cancel", form: this.id });
  }

  reset(): void {
    this.clearMarks();
    for (const [name, field] of this.fields) {
      const before = JSON.stringify(field.value());
      field.reset();
      // Fields that depend on this one have to follow it back.
      if (JSON.stringify(field.value()) !== before) this.changed(name);
    }
  }

  private trySubmit(pressed: Record<string, Json>): void {
    if (this.busy) return;
    this.clearMarks();
    const problems: Record<string, string> = {};
    for (const [name, field] of this.fields) {
      const problem = field.check();
      if (problem !== null) problems[name] = problem;
    }
    if (Object.keys(problems).length > 0) {
      this.showMarks(problems);
      this.focusBad(problems);
      return;
    }
    if (this.waits(pressed)) return;
    this.setBusy(true);
    this.context.send({
      event: "form.submit",
      form: this.id,
      values: { ...this.values(), ...pressed },
    });
  }

  /** Submit later if fields are not ready yet: files are on their way. */
  private waits(pressed: Record<string, Json>): boolean {
    const fields = [...this.fields.values()];
    const pending = fields.map((field) => field.pending?.()).filter((wait) => wait != null);
    if (pending.length === 0) return false;
    this.setBusy(true);
    void Promise.all(pending).then(() => {
      this.setBusy(false);
      if (!this.gone) this.trySubmit(pressed);
    });
    return true;
  }

  /** The form was taken away. */
  closed(): void {
    this.gone = true;
    clearTimeout(this.busyTimer);
    for (const field of this.fields.values()) field.closed?.();
  }

  private values(): Record<string, Json> {
    const entries = [...this.fields].map(([name, field]) => [name, field.value()] as const);
    return Object.fromEntries(entries);
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    clearTimeout(this.busyTimer);
    if (busy) {
      this.form.setAttribute("aria-busy", "true");
      // Most answers are taken sooner: they need no animation that nobody sees.
      this.busyTimer = setTimeout(() => this.form.classList.add("webio-busy"), SHOWN_AFTER);
    } else {
      this.form.removeAttribute("aria-busy");
      this.form.classList.remove("webio-busy");
    }
  }

  // What the program tells.

  /** Change attributes of one field. */
  update(name: string, attributes: Record<string, Json>): void {
    this.fields.get(name)?.update(attributes);
    if (attributes.value !== undefined) this.remember(name);
    const { label } = attributes;
    if (label !== undefined && this.caption) this.caption.textContent = asText(label);
  }

  /** Show or take away problems; `refused` answers a submit, and the first bad field is focused. */
  mark(marks: Record<string, string | null>, refused: boolean): void {
    if (refused) {
      this.setBusy(false);
      this.showMarks(marks);
      this.focusBad(marks);
    } else if (this.pressing) {
      this.held.push(() => this.showMarks(marks));
    } else {
      this.showMarks(marks);
    }
  }

  private showMarks(marks: Record<string, string | null>): void {
    for (const [name, text] of Object.entries(marks)) {
      const problem = text === null ? null : message(text);
      const field = this.fields.get(name);
      if (field) {
        field.mark(problem);
      } else {
        this.general.textContent = problem ?? "";
        this.general.hidden = problem === null;
      }
    }
  }

  private clearMarks(): void {
    for (const field of this.fields.values()) field.mark(null);
    if (!this.general.hidden) this.general.hidden = true;
  }

  private focusBad(marks: Record<string, string | null>): void {
    const bad = [...this.fields.values()].find((field) => typeof marks[field.name] === "string");
    bad?.focus();
  }

  /** Put the focus where the visitor begins: a field that asks for it, else the first text field. */
  focus(): void {
    const specs = [...this.specs.values()].filter(
      ({ disabled, readonly }) => !disabled && !readonly,
    );
    const first =
      specs.find((spec) => spec.auto_focus) ??
      specs.find((spec) => spec.type === "input" || spec.type === "textarea") ??
      specs[0];
    if (first) this.fields.get(first.name)?.focus();
  }

  /** What was entered, to be kept over a reload: never passwords. */
  draft(): Record<string, Json> {
    const drafts: Record<string, Json> = {};
    for (const [name, field] of this.fields) {
      const value = field.draft ? field.draft() : this.entered(name, field.value());
      if (value !== undefined) drafts[name] = value;
    }
    return drafts;
  }

  private entered(name: string, value: Json): Json | undefined {
    const fresh = JSON.stringify(value) !== this.given.get(name);
    return this.mayKeep(name) && fresh ? value : undefined;
  }

  private remember(name: string): void {
    this.given.set(name, JSON.stringify(this.fields.get(name)?.value()));
  }

  /** Put back what `draft` gave. */
  restore(draft: Record<string, Json>): void {
    for (const [name, value] of Object.entries(draft)) {
      const field = this.fields.get(name);
      if (field?.restore) field.restore(value);
      else if (this.mayKeep(name)) field?.update({ value });
    }
  }

  /** Whether what this form sends may be kept by the page; with a name: of that field alone. */
  keepable(name?: string): boolean {
    const specs = name === undefined ? [...this.specs.values()] : [this.specs.get(name)];
    return !specs.some((spec) => spec !== undefined && isPassword(spec));
  }

  private mayKeep(name: string): boolean {
    const spec = this.specs.get(name);
    if (!spec || spec.type === "actions") return false;
    return !isPassword(spec);
  }
}
