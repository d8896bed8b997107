// The nodes that the page knows by id, and the scopes that it knows by name.

import { type Output, ROOT } from "../protocol";
import { focusAgain, focusIn } from "./focus";

interface Known {
  element: HTMLElement;
  rev: number;
  type: Output["type"];
}

/** What an element of ours says of itself, so that removing it forgets what stands in it. */
const ID = Symbol("pywebio id");
const SCOPE = Symbol("pywebio scope");

interface Marked extends HTMLElement {
  [ID]?: number;
  [SCOPE]?: string;
}

export class Tree {
  private readonly nodes = new Map<number, Known>();
  private readonly scopes = new Map<string, HTMLElement>();
  /**
   * Elements at the end of scopes that are no outputs (forms), with what finds them a new place when
   * the scope is emptied or goes.
   */
  readonly guests = new Map<HTMLElement, () => void>();

  constructor(
    readonly root: HTMLElement,
    private readonly make: (node: Output, old?: HTMLElement) => HTMLElement,
  ) {
    this.nameScope(ROOT, root);
  }

  /** Number of nodes on the page. */
  get size(): number {
    return this.nodes.size;
  }

  /** Build the element of a node; from then on it is known by its id. */
  build(node: Output, old?: HTMLElement): HTMLElement {
    const element: Marked = this.make(node, old);
    element[ID] = node.id;
    this.nodes.set(node.id, { element, rev: node.rev ?? 0, type: node.type });
    if (node.type === "scope" && !node.duplicate && !node.removed) {
      this.nameScope(node.name, element);
    }
    return element;
  }

  element(id: number): HTMLElement | undefined {
    return this.nodes.get(id)?.element;
  }

  /** The id of the innermost node that an element stands in; 0 if there is none. */
  around(element: Element): number {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const id = (at as Marked)[ID];
      if (id !== undefined) return id;
    }
    return 0;
  }

  /** True if exactly this revision of the node is on the page. */
  has(id: number, rev: number): boolean {
    return this.nodes.get(id)?.rev === rev;
  }

  /** A node has changed in its place. */
  revise(id: number, rev: number): void {
    const known = this.nodes.get(id);
    if (known !== undefined) known.rev = rev;
  }

  *entries(): Generator<{ id: number; type: Output["type"]; element: HTMLElement }> {
    for (const [id, { type, element }] of this.nodes) yield { id, type, element };
  }

  ids(): Iterable<number> {
    return this.nodes.keys();
  }

  nameScope(name: string, element: HTMLElement): void {
    (element as Marked)[SCOPE] = name;
    this.scopes.set(name, element);
  }

  /** The element of a scope: one of ours, or one that the program's own markup brought. */
  scope(name: string): HTMLElement | null {
    const found = this.findScope(name);
    if (found === null) console.warn(`pywebio: there is no scope "${name}" on the page`);
    return found;
  }

  /** The same for a scope that may be missing. */
  findScope(name: string): HTMLElement | null {
    return this.scopes.get(name) ?? document.getElementById(`pywebio-scope-${name}`);
  }

  /** Put an element into a scope, before the node `before` if that is (still) there, else last. */
  insert(element: HTMLElement, scope: HTMLElement, before: number): void {
    const next = before === 0 ? undefined : this.element(before);
    const parent = next?.parentNode;
    if (next !== undefined && parent && scope.contains(parent)) parent.insertBefore(element, next);
    else this.append(element, scope);
  }

  /** Put outputs at the end of a scope: before the guests in it. */
  append(content: Node, scope: HTMLElement): void {
    for (const guest of this.guests.keys()) {
      if (guest.parentNode === scope) {
        scope.insertBefore(content, guest);
        return;
      }
    }
    scope.append(content);
  }

  /** Take something away from the page; guests in it get a new place. */
  private withoutGuests(element: HTMLElement, take: () => void): void {
    const homeless = [...this.guests].filter(([guest]) => element.contains(guest));
    take();
    for (const [, move] of homeless) move();
  }

  /** Show a node in the place of the one with the same id; the new element, if there was one. */
  replace(node: Output): HTMLElement | null {
    const old = this.element(node.id);
    if (old === undefined) return null;
    const same = this.nodes.get(node.id)?.type === node.type;
    this.forget(old);
    const focused = focusIn(old);
    const element = this.build(node, same ? old : undefined);
    if (element !== old) this.withoutGuests(old, () => old.replaceWith(element));
    if (focused >= 0 && !element.contains(document.activeElement)) focusAgain(element, focused);
    return element;
  }

  remove(id: number): void {
    const element = this.element(id);
    if (element === undefined) return;
    this.forget(element);
    // What was taken out of the page by a script is not found within itself.
    this.nodes.delete(id);
    this.withoutGuests(element, () => element.remove());
  }

  /** Empty an element and forget what stood in it. */
  clear(element: HTMLElement): void {
    for (const child of element.children) this.forget(child as HTMLElement);
    this.withoutGuests(element, () => element.replaceChildren());
  }

  /** Forget an element and all that stands in it. */
  forget(element: HTMLElement): void {
    this.forgetOne(element);
    if (element.firstElementChild === null) return;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT);
    for (let next = walker.nextNode(); next !== null; next = walker.nextNode()) {
      this.forgetOne(next as Marked);
    }
  }

  /** A second element may have taken the id or the name over: only the owner gives it up. */
  private forgetOne(element: Marked): void {
    const id = element[ID];
    if (id !== undefined && this.nodes.get(id)?.element === element) this.nodes.delete(id);
    const name = element[SCOPE];
    if (name !== undefined && this.scopes.get(name) === element) this.scopes.delete(name);
  }
}
