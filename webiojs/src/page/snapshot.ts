// Bringing the page to what a snapshot says, with as little change as possible.
//
// Between `snapshot.begin` and `snapshot.end` come the puts of the whole page in document order.
// A node that is there with the same revision stays as it is, and where it is if the order allows.

import type { Json, Output } from "../protocol";
import type { Tree } from "./tree";

export class Snapshot {
  private readonly nodes = new Set<number>();
  private readonly forms = new Set<number>();
  private popup = 0;
  /** The last element placed in each scope. */
  private readonly cursors = new Map<HTMLElement, Element>();

  constructor(private readonly tree: Tree) {}

  nameForm(id: number): void {
    this.forms.add(id);
  }

  namePopup(id: number): void {
    this.popup = id;
  }

  hasForm(id: number): boolean {
    return this.forms.has(id);
  }

  hasPopup(id: number): boolean {
    return this.popup === id;
  }

  /** Show a node next in its scope. Gives the element back if it was newly built. */
  put(node: Output, scope: HTMLElement): HTMLElement | null {
    const kept = this.keep(node);
    const element = kept ?? this.rebuild(node);
    this.place(element, scope);
    this.name(node);
    return kept === null ? element : null;
  }

  /** The nodes that were not named go. */
  finish(): void {
    for (const id of [...this.tree.ids()]) {
      if (!this.nodes.has(id)) this.tree.remove(id);
    }
  }

  private name(node: Output): void {
    this.nodes.add(node.id);
    for (const nested of nestedOutputs(node)) this.nodes.add(nested.id);
  }

  /** The node's element if all of it can stay; nested nodes that changed are replaced in it. */
  private keep(node: Output): HTMLElement | null {
    // The figure in a remark changes without a new revision.
    if (node.type === "notice") return null;
    const element = this.tree.element(node.id);
    if (element === undefined || !this.tree.has(node.id, node.rev ?? 0)) return null;
    const inner = innerOutputs(node).filter((one) => !isGone(one) || this.tree.element(one.id));
    if (inner.some((one) => !element.contains(this.tree.element(one.id) ?? null))) return null;
    for (const one of inner) this.keep(one) ?? this.tree.replace(one);
    return element;
  }

  private rebuild(node: Output): HTMLElement {
    const old = this.tree.element(node.id);
    if (old === undefined) return this.tree.build(node);
    return this.tree.replace(node) as HTMLElement;
  }

  private place(element: HTMLElement, scope: HTMLElement): void {
    const cursor = this.cursors.get(scope);
    const stays =
      element.parentNode === scope &&
      (cursor === undefined || follows(cursor, element) || cursor === element);
    if (!stays) {
      if (cursor === undefined) scope.prepend(element);
      else cursor.after(element);
    }
    this.cursors.set(scope, element);
  }
}

function follows(first: Element, second: Element): boolean {
  return (first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** What was taken away out of an output that still stands. */
function isGone(node: Output): boolean {
  return node.type === "scope" && node.removed === true;
}

/** The outputs that stand in an output (not those put into its scopes), outer ones first. */
export function nestedOutputs(node: Output): Output[] {
  return innerOutputs(node).flatMap((inner) => [inner, ...nestedOutputs(inner)]);
}

/** The outputs that stand directly in an output. */
function innerOutputs(node: Output): Output[] {
  const found: Output[] = [];
  const visit = (value: Json | undefined) => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
    } else if (typeof value.id === "number" && typeof value.type === "string") {
      found.push(value as unknown as Output);
    } else {
      for (const slot of SLOTS) visit(value[slot]);
    }
  };
  for (const slot of SLOTS) visit((node as unknown as Record<string, Json>)[slot]);
  return found;
}

/**
 * The keys below which an output, or a structure in it, has others: table rows, grid items,
 * contents, a span's content, tabs.
 */
const SLOTS = ["rows", "items", "contents", "content", "tabs"] as const;
