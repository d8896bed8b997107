import { afterEach, beforeEach, expect, test } from "vitest";
import { closePopup, openPopup } from "../../src/page/popup";
import type { PopupOpen } from "../../src/protocol";
import { makeContext } from "../widgets/helpers";

let context = makeContext();

function open(more: Partial<PopupOpen> = {}): HTMLElement {
  return openPopup({ cmd: "popup.open", popup: 3, title: "<T>", scope: "pop", ...more }, context);
}

const dialogs = (): HTMLDialogElement[] => [...document.querySelectorAll("dialog")];
const dialog = (): HTMLDialogElement => dialogs()[0] as HTMLDialogElement;

/** A click that begins and ends at an element. */
function click(element: Element): void {
  element.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  element.dispatchEvent(new Event("click", { bubbles: true }));
}

beforeEach(() => {
  context = makeContext();
});

afterEach(() => {
  for (const id of [3, 4]) closePopup(id);
});

test("it is a modal dialog with its title, and gives its scope", () => {
  const body = open({ size: "large" });
  expect(body.id).toBe("pywebio-scope-pop");
  expect(body.closest(".modal-body")).not.toBeNull();
  expect(dialog().open).toBe(true);
  const title = dialog().querySelector(".modal-title");
  expect(title?.textContent).toBe("<T>");
  expect(dialog().getAttribute("aria-labelledby")).toBe(title?.id);
  expect(dialog().querySelector(".modal-dialog")?.classList.contains("modal-lg")).toBe(true);
});

test("the visitor closes it by its button, a click outside or Esc, and the program is told", () => {
  open();
  dialog().querySelector<HTMLElement>(".btn-close")?.click();
  expect(dialogs()).toEqual([]);
  open();
  click(dialog());
  expect(dialogs()).toEqual([]);
  open();
  dialog().dispatchEvent(new Event("cancel", { cancelable: true }));
  expect(dialogs()).toEqual([]);
  expect(context.sent).toEqual(Array(3).fill({ event: "popup.closed", popup: 3 }));
});

test("a click inside, or one that began inside, leaves it open", () => {
  const body = open();
  click(body);
  body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  dialog().dispatchEvent(new Event("click", { bubbles: true }));
  expect(dialogs()).toHaveLength(1);
});

test("without implicit_close only the button closes it", () => {
  open({ implicit_close: false });
  click(dialog());
  const cancel = new Event("cancel", { cancelable: true });
  dialog().dispatchEvent(cancel);
  expect(cancel.defaultPrevented).toBe(true);
  expect(dialogs()).toHaveLength(1);
  dialog().querySelector<HTMLElement>(".btn-close")?.click();
  expect(dialogs()).toEqual([]);
});

test("one that is not closable has no button, and only the program closes it", () => {
  open({ closable: false });
  expect(dialog().querySelector(".btn-close")).toBeNull();
  click(dialog());
  expect(dialogs()).toHaveLength(1);
  closePopup(4);
  expect(dialogs()).toHaveLength(1);
  closePopup(3);
  expect(dialogs()).toEqual([]);
  expect(context.sent).toEqual([]);
});

test("a new one takes the place of the old one without a word", () => {
  open();
  const body = open({ popup: 4 });
  expect(dialogs()).toHaveLength(1);
  expect(dialog().contains(body)).toBe(true);
  expect(context.sent).toEqual([]);
});

test("the same one again stays as it is", () => {
  const body = open();
  body.append("typed");
  expect(open()).toBe(body);
});
