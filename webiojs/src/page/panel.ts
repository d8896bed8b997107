// The open forms. Those of the input panel stand behind one another, the newest in front. Outside of an
// open popup nothing can be used, so a form that is asked while one is open is shown in it. A form of
// a scope stands at the end of that scope, and in the panel when the scope has gone.

import type { Context } from "../context";
import type { FormShow, Json } from "../protocol";
import { Form } from "./form";
import type { Tree } from "./tree";

/** A panel of up to this share of the window's height may stand in front of the output. */
const STICKY_SHARE = 0.45;

/** Milliseconds within which a form that follows another one takes its place without a fade. */
const FOLLOWS_WITHIN = 1000;

/** The popup that is open: ids of what came later are greater than its own. */
interface OpenPopup {
  id: number;
  /** The element of its scope. */
  body: HTMLElement;
}

export class InputPanel {
  autoFocus = true;
  fixed = true;
  /** True once the visitor has typed or chosen something that is not sent yet. */
  touched = false;

  private readonly forms: Form[] = [];
  /** What the program has said of each form so far. */
  private readonly commands = new Map<number, FormShow>();
  /** Where the focus was before the first form took it. */
  private before: HTMLElement | null = null;
  /** Where the panel stands while no popup is open. */
  private readonly home: HTMLElement | null;
  private popup: OpenPopup | null = null;
  /** The form in front had to have the focus while it was behind a popup. */
  private owed = false;
  /** When a form was closed the last time. */
  private closedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly container: HTMLElement,
    private readonly cards: HTMLElement,
    private readonly context: Context,
    private readonly tree: Tree,
  ) {
    this.home = container.parentElement;
    this.arrange();
  }

  get size(): number {
    return this.forms.length;
  }

  ids(): number[] {
    return this.forms.map((form) => form.id);
  }

  find(id: number): Form | undefined {
    return this.forms.find((form) => form.id === id);
  }

  /** The form that an element stands in. */
  around(element: Element): Form | undefined {
    return this.forms.find((form) => form.element.contains(element));
  }

  show(command: FormShow): void {
    const known = this.find(command.form);
    if (known !== undefined) {
      this.catchUp(known, command);
      return;
    }
    this.rememberFocus();
    const form = new Form(command, this.context);
    // The next question is read at once where the last one stood.
    const next = performance.now() - this.closedAt < FOLLOWS_WITHIN;
    form.element.classList.toggle("webio-next", next);
    this.commands.set(command.form, structuredClone(command));
    this.forms.push(form);
    form.element.addEventListener("input", () => {
      this.touched = true;
    });
    this.place(form, command.scope ?? "");
    this.focusFront();
    this.reveal(form, next);
  }

  /** Put a form where it belongs, and do so again when that is taken away. */
  private place(form: Form, name: string): void {
    const { guests } = this.tree;
    const scope = name ? this.tree.findScope(name) : null;
    if (scope?.isConnected) {
      scope.append(form.element);
      guests.set(form.element, () => this.place(form, name));
    } else {
      guests.delete(form.element);
      this.cards.append(form.element);
    }
    this.arrange();
  }

  /** A snapshot shows a form that is there: what was told while this page was away is told now. */
  private catchUp(form: Form, command: FormShow): void {
    for (const field of command.fields) {
      const old = this.field(form.id, field.name);
      const changed = Object.entries(field).filter(([key, value]) => differs(old?.[key], value));
      if (changed.length > 0) this.update(form.id, field.name, Object.fromEntries(changed));
    }
    if (Object.keys(command.marks ?? {}).length > 0) form.mark({ ...command.marks }, true);
  }

  private field(id: number, name: string): Record<string, Json> | undefined {
    const field = this.commands.get(id)?.fields.find((one) => one.name === name);
    return field as Record<string, Json> | undefined;
  }

  /** What was entered into each form, by its id. */
  drafts(): Record<string, Record<string, Json>> {
    const drafts = this.forms.map((form) => [form.id, form.draft()] as const);
    return Object.fromEntries(drafts.filter(([, draft]) => Object.keys(draft).length > 0));
  }

  /** Put back what `drafts` gave, into the forms that are still there. */
  restore(drafts: Record<string, Record<string, Json>>): void {
    for (const form of this.forms) {
      const draft = drafts[form.id];
      if (draft === undefined) continue;
      form.restore(draft);
      this.touched = true;
    }
  }

  update(id: number, name: string, attributes: Record<string, Json>): void {
    Object.assign(this.field(id, name) ?? {}, attributes);
    this.find(id)?.update(name, attributes);
    this.arrange();
  }

  mark(id: number, marks: Record<string, string | null>, refused: boolean): void {
    this.find(id)?.mark(marks, refused);
    this.arrange();
  }

  close(id: number): void {
    const index = this.forms.findIndex((form) => form.id === id);
    const [form] = index < 0 ? [] : this.forms.splice(index, 1);
    if (form === undefined) return;
    this.commands.delete(id);
    this.closedAt = performance.now();
    const hadFocus = form.element.contains(document.activeElement);
    const lostFocus = document.activeElement === null || document.activeElement === document.body;
    this.tree.guests.delete(form.element);
    form.element.remove();
    form.closed();
    if (this.forms.length === 0) this.touched = false;
    if (index === this.forms.length) this.forms.at(-1)?.inFront();
    this.arrange();
    if (hadFocus || lostFocus) this.restoreFocus();
  }

  /** A popup was opened or closed (null). */
  popupChanged(popup: OpenPopup | null): void {
    this.popup = popup;
    // What had the focus has gone with a popup; what had it before has it back.
    if (popup === null && this.before?.isConnected === false) this.remember(document.activeElement);
    for (const [element, move] of [...this.tree.guests]) if (!element.isConnected) move();
    const from = this.container.parentElement;
    this.arrange();
    if (this.container.parentElement === from && !this.owed) return;
    // Not at once: a field that has the focus from the moment in which it was still behind the popup
    // takes no text in Chromium.
    setTimeout(() => this.focusFront());
  }

  private focusFront(): void {
    const front = this.forms.at(-1);
    const popup = this.popup?.body.parentElement;
    this.owed = front !== undefined && popup?.contains(front.element) === false;
    if (this.autoFocus && !this.owed) front?.focus();
  }

  /** Stand in the popup if it was open before the form in front was asked. */
  private settle(front: Form | undefined): void {
    const inside = this.popup !== null && front !== undefined && front.id > this.popup.id;
    const place = inside ? this.popup?.body.parentElement : this.home;
    if (place && this.container.parentElement !== place) place.append(this.container);
  }

  private rememberFocus(): void {
    if (this.forms.length === 0) this.remember(document.activeElement);
  }

  private remember(active: Element | null): void {
    const inside = this.forms.some((form) => form.element.contains(active));
    if (inside || !(active instanceof HTMLElement)) return;
    this.before = active === document.body ? null : active;
  }

  private restoreFocus(): void {
    if (this.forms.length > 0) {
      this.focusFront();
      return;
    }
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
    this.before = null;
  }

  /** Only the newest form of the panel is seen; a small one stays in view on phones. */
  private arrange(): void {
    const inPanel = this.forms.filter((form) => !this.tree.guests.has(form.element));
    const front = inPanel.at(-1);
    for (const form of this.forms) form.element.hidden = false;
    for (const form of inPanel) form.element.hidden = form !== front;
    this.container.hidden = front === undefined;
    this.settle(front);
    const onPage = front !== undefined && this.container.parentElement === this.home;
    const narrow = onPage && this.fixed && matchMedia("(max-width: 480px)").matches;
    const small = narrow && this.container.offsetHeight <= innerHeight * STICKY_SHARE;
    this.container.classList.toggle("webio-sticky", small);
  }

  private reveal(form: Form, next: boolean): void {
    const still = next || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const element = this.tree.guests.has(form.element) ? form.element : this.container;
    element.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }
}

function differs(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
