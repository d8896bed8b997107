// The field that the visitor was in, and the place of the caret in it.

import { stopsOf } from "../page/focus";
import type { InputPanel } from "../page/panel";
import type { Tree } from "../page/tree";

export interface Focus {
  /** The form that it stands in, or 0. */
  form: number;
  /** Else the output. */
  node: number;
  /** Which it is of those of its kind and name in there. */
  tag: string;
  name: string | null;
  index: number;
  selection: [start: number, end: number, direction: "forward" | "backward" | "none"] | null;
}

interface Page {
  readonly tree: Tree;
  readonly panel: InputPanel;
}

/** These alone say nothing of where the visitor wants to be: they may be held since the reload. */
const NOT_YET = ["Control", "Shift", "Alt", "Meta", "F5"];

/** Whether the visitor has done something on this load of the page. */
export class Attention {
  taken = false;

  constructor() {
    addEventListener("pointerdown", () => this.take(), { capture: true, passive: true });
    const key = ({ key }: KeyboardEvent): void => {
      if (!NOT_YET.includes(key)) this.take();
    };
    addEventListener("keydown", key, { capture: true, passive: true });
  }

  private take(): void {
    this.taken = true;
  }
}

export function readFocus({ tree, panel }: Page): Focus | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement)) return null;
  const form = panel.around(active);
  const node = form === undefined ? tree.around(active) : 0;
  const holder = form?.element ?? tree.element(node);
  if (holder === undefined) return null;
  const { tagName: tag } = active;
  const name = active.getAttribute("name");
  const index = alike(holder, tag, name).indexOf(active);
  return index < 0
    ? null
    : { form: form?.id ?? 0, node, tag, name, index, selection: selectionOf(active) };
}

/** A code editor, say, is built later than the rest: no button is to be taken for it. */
function alike(holder: HTMLElement, tag: string, name: string | null): HTMLElement[] {
  return stopsOf(holder).filter((one) => one.tagName === tag && one.getAttribute("name") === name);
}

/** Not of a password: it would tell how long that is. */
function selectionOf(active: HTMLElement): Focus["selection"] {
  if (!hasCaret(active) || active.type === "password") return null;
  const { selectionStart: start, selectionEnd: end, selectionDirection: direction } = active;
  return start === null || end === null ? null : [start, end, direction ?? "none"];
}

function hasCaret(element: HTMLElement): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** Put the focus back where it was, unless the visitor is at something already. */
export function restoreFocus(focus: Focus, { tree, panel }: Page, attention: Attention): void {
  // Not at once: a popup that has come with the page takes the focus a moment after that.
  setTimeout(() => {
    const { form, node, tag, name, index, selection } = focus;
    const holder = form === 0 ? tree.element(node) : panel.find(form)?.element;
    const stop = holder && alike(holder, tag, name)[index];
    if (attention.taken || stop === undefined) return;
    stop.focus({ preventScroll: true });
    if (selection !== null && hasCaret(stop) && stop.selectionStart !== null) {
      stop.setSelectionRange(...selection);
    }
  });
}
