// The input panel: the open forms, the newest in front, the others kept behind it.

import type { Context } from "../context";
import type { FormShow, Json } from "../protocol";
import { Form } from "./form";

/** A panel of up to this share of the window's height may stand in front of the output. */
const STICKY_SHARE = 0.45;

export class InputPanel {
  autoFocus = true;
  fixed = true;
  /** True once the visitor has typed or chosen something that is not sent yet. */
  touched = false;

  private readonly forms: Form[] = [];
  /** Where the focus was before the first form took it. */
  private before: HTMLElement | null = null;

  constructor(
    readonly container: HTMLElement,
    private readonly cards: HTMLElement,
    private readonly context: Context,
  ) {
    cards.addEventListener("input", () => {
      this.touched = true;
    });
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

  show(command: FormShow): void {
    const known = this.find(command.form);
    if (known !== undefined) {
      // Of a snapshot: problems that were told while this page was away are told again.
      if (Object.keys(command.marks ?? {}).length > 0) known.mark({ ...command.marks }, true);
      return;
    }
    this.rememberFocus();
    const form = new Form(command, this.context);
    this.forms.push(form);
    this.cards.append(form.element);
    this.arrange();
    if (this.autoFocus) form.focus();
    this.reveal();
  }

  update(id: number, name: string, attributes: Record<string, Json>): void {
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
    const hadFocus = form.element.contains(document.activeElement);
    const lostFocus = document.activeElement === null || document.activeElement === document.body;
    form.element.remove();
    if (this.forms.length === 0) this.touched = false;
    this.arrange();
    if (hadFocus || lostFocus) this.restoreFocus();
  }

  private rememberFocus(): void {
    const active = document.activeElement;
    const inside = this.cards.contains(active);
    if (this.forms.length > 0 || inside || !(active instanceof HTMLElement)) return;
    this.before = active === document.body ? null : active;
  }

  private restoreFocus(): void {
    const front = this.forms.at(-1);
    if (front !== undefined) {
      if (this.autoFocus) front.focus();
      return;
    }
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
    this.before = null;
  }

  /** Only the newest form is seen; a small one stays in view on phones. */
  private arrange(): void {
    const front = this.forms.at(-1);
    for (const form of this.forms) form.element.hidden = form !== front;
    this.container.hidden = front === undefined;
    const narrow = front !== undefined && this.fixed && matchMedia("(max-width: 480px)").matches;
    const small = narrow && this.container.offsetHeight <= innerHeight * STICKY_SHARE;
    this.container.classList.toggle("webio-sticky", small);
  }

  private reveal(): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.container.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }
}
