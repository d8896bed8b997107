// What a visitor has made of the page by looking around: how far it is scrolled, which tabs and
// collapses are open.

import type { Tree } from "../page/tree";
import type { Output } from "../protocol";

export interface Look {
  left: number;
  top: number;
  /** By the id of the output: the open tab, 1 for an open collapse, pixels scrolled. */
  nodes: Record<string, number>;
}

interface Keeper {
  read(element: HTMLElement): number;
  write(element: HTMLElement, value: number): void;
}

const keepers: Partial<Record<Output["type"], Keeper>> = {
  tabs: {
    read: (element) =>
      heads(element).findIndex((head) => head.getAttribute("aria-selected") === "true"),
    write: (element, index) => heads(element)[index]?.click(),
  },
  collapse: {
    read: (element) => Number(element.hasAttribute("open")),
    write: (element, open) => element.toggleAttribute("open", open === 1),
  },
  scrollable: {
    read: (element) => Math.round(element.scrollTop),
    write: (element, top) => {
      element.scrollTop = top;
    },
  },
};

/** The heads of the tabs of this output, not of others in it. */
function heads(element: HTMLElement): HTMLElement[] {
  const list = element.querySelector(":scope > [role=tablist]");
  return [...(list?.children ?? [])] as HTMLElement[];
}

export function readLook(tree: Tree): Look {
  const nodes: Record<string, number> = {};
  for (const { id, type, element } of tree.entries()) {
    const keeper = keepers[type];
    if (keeper !== undefined) nodes[id] = keeper.read(element);
  }
  return { left: Math.round(scrollX), top: Math.round(scrollY), nodes };
}

/** Images that come later make the page longer: so long (ms) it is scrolled on to where it was. */
const LATE = 5000;

export function restoreLook(look: Look, tree: Tree, scroll: boolean): void {
  for (const { id, type, element } of [...tree.entries()]) {
    const value = look.nodes[id];
    if (value !== undefined) keepers[type]?.write(element, value);
  }
  if (scroll) scrollBack(look);
}

function scrollBack({ left, top }: Look): void {
  const go = (): number => {
    scrollTo({ left, top, behavior: "instant" });
    return Math.round(scrollY);
  };
  let reached = go();
  if (reached >= top) return;
  const more = (): void => {
    if (Math.round(scrollY) === reached) reached = go();
    else stop(); // The visitor is somewhere else.
    if (reached >= top) stop();
  };
  const stop = (): void => {
    removeEventListener("load", more, true);
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, LATE);
  addEventListener("load", more, true);
}
