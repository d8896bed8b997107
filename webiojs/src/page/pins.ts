// Pins: fields that stand on the page. The server has a mirror of their values, so that reading one
// asks nobody: a change is told after a moment of rest, and in any case before every other event.
// A large value is only marked as changed, and told when it is asked for.

import type { Context, FieldHost } from "../context";
import type { Field } from "../fields/frame";
import { makeField } from "../fields/registry";
import type { AnyEvent, Json, Pin, PinChange, PinRead, PinUpdate } from "../protocol";
import { byteLength, type Clock } from "../transport/connection";
import { setAttribute } from "./dom";
import { isPassword } from "./form";
import type { Tree } from "./tree";

/** So many milliseconds after the last change the server is told. */
export const REST = 150;
/** A value of more bytes is told when somebody asks for it. */
export const MIRRORED_MOST = 16_384;

/** What stands in a pin and is not known to the server. */
export interface PinDraft {
  value: Json;
  sets: number;
}

/** What pins need of the page. */
export interface PinPage {
  readonly tree: Tree;
  /** Whether there is a line to the server now. */
  readonly connected: boolean;
  send(event: AnyEvent): void;
}

/** The pins of a page. */
export class Pins {
  private readonly controls = new WeakMap<HTMLElement, PinControl>();
  private readonly changed = new Set<PinControl>();
  private cancel: (() => void) | null = null;

  constructor(
    private readonly page: PinPage,
    private readonly clock: Clock,
  ) {}

  /** Make the element of a pin. What was entered into the one before it stays. */
  build(node: Pin, context: Context, before?: HTMLElement): HTMLElement {
    const old = before && this.controls.get(before);
    const control = new PinControl(node, this, context);
    this.controls.set(control.element, control);
    if (old !== undefined && control.takeOver(old) && this.changed.delete(old)) this.soon(control);
    return control.element;
  }

  find(id: number): PinControl | undefined {
    const element = this.page.tree.element(id);
    return element && this.controls.get(element);
  }

  /** Values that the server does not have, by the ids of their pins. */
  drafts(): Record<string, PinDraft> {
    const drafts: Record<string, PinDraft> = {};
    for (const { id, type } of this.page.tree.entries()) {
      const draft = type === "pin" ? this.find(id)?.draft() : undefined;
      if (draft !== undefined) drafts[id] = draft;
    }
    return drafts;
  }

  /** Put back what `drafts` gave, unless the program has set another value since. */
  restore(drafts: Record<string, PinDraft>): void {
    for (const [id, draft] of Object.entries(drafts)) this.find(Number(id))?.restore(draft);
  }

  /** Whether a change of this pin may be kept by the page. */
  keepable(id: number): boolean {
    return this.find(id)?.secret !== true;
  }

  /** Tell a change after a moment of rest. */
  soon(control: PinControl): void {
    this.changed.add(control);
    this.cancel?.();
    this.cancel = this.clock.after(REST, () => {
      // While the line is away one change is enough: the last one.
      if (this.page.connected) this.flush();
    });
  }

  /** Tell all changes now. */
  flush(): void {
    if (this.changed.size === 0) return;
    this.cancel?.();
    this.cancel = null;
    for (const control of [...this.changed]) {
      this.changed.delete(control);
      if (this.find(control.id) === control) control.tell(false);
    }
  }

  /** A change was told, or made void. */
  settled(control: PinControl): void {
    this.changed.delete(control);
  }

  isChanged(control: PinControl): boolean {
    return this.changed.has(control);
  }

  send(event: PinChange): void {
    this.page.send(event);
  }

  /** The program has changed a pin. */
  update(command: PinUpdate): void {
    this.find(command.id)?.update(command.attributes, command.sets ?? 0);
    this.page.tree.revise(command.id, command.rev);
  }

  /** Tell what scripts have changed too, and the values asked for. */
  read(command: PinRead): void {
    this.flush();
    for (const id of this.page.tree.ids()) this.find(id)?.tell(true);
    const value: Record<string, Json> = {};
    for (const id of command.pins ?? []) {
      const control = this.find(id);
      if (control?.withheld) value[id] = control.release();
    }
    this.page.send({ event: "result", wait: command.wait, value });
  }
}

/** One pin: its field, and what the server knows of it. */
class PinControl implements FieldHost {
  readonly id: number;
  private readonly field: Field;
  private sets: number;
  /** Somebody wants to hear of each change at once. */
  private eager: boolean;
  /** The value of the button pressed last, where the field is a row of buttons. */
  private pressed: Json = null;
  /** The value that the server has, as text; null: it knows that there is a large one. */
  private told: string | null;
  private differs = false;

  constructor(
    private readonly node: Pin,
    private readonly pins: Pins,
    readonly context: Context,
  ) {
    const { field, value = null, sets = 0 } = node;
    this.id = node.id;
    this.sets = sets;
    this.eager = field.onchange ?? false;
    this.field = makeField(field, this, false);
    this.element.classList.add("webio-pin");
    this.name(Boolean(field.label));
    if (value !== null) this.put(value);
    this.told = this.text();
    // A page cannot show a password or files that another one sent: that has to be said.
    if (this.secret && value !== null) this.differ();
  }

  /** Passwords and files stay in the page in which they were entered. */
  get secret(): boolean {
    const { field } = this.node;
    return field.type === "file" || isPassword(field);
  }

  draft(): PinDraft | undefined {
    if (this.secret || this.text() === this.told) return undefined;
    return { value: this.value(), sets: this.sets };
  }

  restore({ value, sets }: PinDraft): void {
    if (this.secret || sets !== this.sets) return;
    this.put(value);
    this.changed();
  }

  /** What stands here is not what the server has, but not because the visitor changed it. */
  private differ(): void {
    this.told = null;
    this.differs = true;
    this.pins.soon(this);
  }

  get element(): HTMLElement {
    return this.field.element;
  }

  /** Without a caption the field is named for those who do not see where it stands. */
  private name(captioned: boolean): void {
    const { name, type } = this.node.field;
    const group = type === "checkbox" || type === "radio" || type === "actions";
    const target = group ? this.element : this.element.querySelector<HTMLElement>("[name]");
    if (target) setAttribute(target, "aria-label", captioned ? null : name);
  }

  private value(): Json {
    return this.node.field.type === "actions" ? this.pressed : this.field.value();
  }

  private text(): string {
    return JSON.stringify(this.value());
  }

  private put(value: Json): void {
    if (this.node.field.type === "actions") this.pressed = value;
    else this.field.update({ value });
  }

  /** Have the value of a control that this one replaces, unless the program has set another. */
  takeOver(old: PinControl): boolean {
    if (old.sets !== this.sets) return false;
    if (old.text() !== this.text()) this.put(old.value());
    this.told = old.told;
    if (this.node.field.type === "file" && this.text() !== this.told) this.differ();
    return true;
  }

  // What the field tells.

  changed(): void {
    this.differs = false;
    this.field.mark(null);
    // Files on their way are told when they are there.
    this.field.pending?.()?.then(() => this.changed());
    if (this.eager && !this.large(this.text())) this.tell(false);
    else this.pins.soon(this);
  }

  blurred(): void {
    this.pins.flush();
  }

  submit(_name: string, value: Json): void {
    this.pressed = value;
    this.told = null;
    this.tell(false);
  }

  cancel(): void {}

  reset(): void {}

  // What the server is told.

  private large(text: string): boolean {
    return byteLength(text, MIRRORED_MOST) > MIRRORED_MOST;
  }

  /** Tell the value if the server does not have it. `silent`: the visitor did not change it. */
  tell(silent: boolean): void {
    this.pins.settled(this);
    const text = this.text();
    const large = !this.eager && this.large(text);
    if (text === this.told || (large && this.told === null)) return;
    const untouched = silent || this.differs;
    this.told = large ? null : text;
    this.differs = false;
    this.pins.send({
      event: "pin.change",
      pin: this.id,
      ...(large ? { large } : { value: this.value() }),
      ...(this.sets > 0 && { sets: this.sets }),
      ...(untouched && { silent: true }),
    });
  }

  /** Whether the server only knows that there is a large value. */
  get withheld(): boolean {
    return this.told === null;
  }

  release(): Json {
    this.told = this.text();
    return this.value();
  }

  // What the program tells.

  update(attributes: Record<string, Json>, sets: number): void {
    this.field.update(attributes);
    if (attributes.label !== undefined) this.name(Boolean(attributes.label));
    if (sets !== this.sets) {
      this.sets = sets;
      this.pressed = null;
      this.told = this.text();
      this.pins.settled(this);
    }
    if (attributes.onchange !== undefined) this.watch(attributes.onchange === true);
  }

  private watch(eager: boolean): void {
    const due = eager && !this.eager && (this.withheld || this.pins.isChanged(this));
    this.eager = eager;
    if (due) this.tell(false);
  }
}
