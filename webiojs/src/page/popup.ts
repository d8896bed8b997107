// The one popup of a page: a native modal dialog with the class names of Bootstrap.

import type { Context } from "../context";
import { t } from "../i18n";
import type { PopupOpen } from "../protocol";
import { classes, h, uniqueId } from "./dom";
import { watchOverflow } from "./overflow";
import { placeToasts } from "./toast";

interface Popup {
  id: number;
  dialog: HTMLDialogElement;
  body: HTMLElement;
}

const SIZES = { small: "modal-sm", normal: "", large: "modal-lg" } as const;

let current: Popup | undefined;

/** Open a popup in the place of any other, and return the element that is its scope. */
export function openPopup(command: PopupOpen, context: Context): HTMLElement {
  if (current?.id === command.popup && current.dialog.isConnected) return current.body;
  if (current) take(current);
  const popup = build(command, () => {
    if (current !== popup) return;
    take(popup);
    context.send({ event: "popup.closed", popup: popup.id });
  });
  current = popup;
  document.body.append(popup.dialog);
  lockPage();
  popup.dialog.showModal();
  // Else the close button has the focus, with its ring, before the visitor has done anything.
  popup.dialog.focus();
  placeToasts();
  return popup.body;
}

/** Close the popup because the program says so. */
export function closePopup(id: number): void {
  if (current?.id === id) take(current);
}

function take(popup: Popup): void {
  current = undefined;
  document.documentElement.classList.remove("webio-modal");
  placeToasts(popup.dialog);
  popup.dialog.close(); // Gives the focus back to what had it.
  popup.dialog.remove();
}

function build(command: PopupOpen, dismiss: () => void): Popup {
  const { size = "normal", closable = true } = command;
  const implicit = closable && (command.implicit_close ?? true);
  const titleId = uniqueId("webio-title");
  const body = h("div", { id: `pywebio-scope-${command.scope}`, class: "pywebio-scope" });
  const button = {
    type: "button",
    class: "btn-close",
    "aria-label": t("close"),
    on: { click: dismiss },
  };
  const header = h(
    "div",
    { class: "modal-header" },
    h("h2", { class: "modal-title", id: titleId }, command.title),
    closable && h("button", button),
  );
  const scroller = h("div", { class: "modal-body markdown-body" }, body);
  watchOverflow(scroller, command.title);
  const content = h("div", { class: "modal-content" }, header, scroller);
  const dialog = h(
    "dialog",
    {
      class: "modal webio-popup",
      "aria-labelledby": titleId,
      closedby: implicit ? "closerequest" : "none",
      tabindex: -1,
    },
    h("div", { class: classes("modal-dialog modal-dialog-scrollable", SIZES[size]) }, content),
  );
  listen(dialog, content, implicit, dismiss);
  return { id: command.popup, dialog, body };
}

function listen(
  dialog: HTMLDialogElement,
  content: HTMLElement,
  implicit: boolean,
  dismiss: () => void,
): void {
  const outside = (event: Event): boolean => !content.contains(event.target as Node);
  const background = (event: Event): boolean =>
    outside(event) && !(event.target as Element).closest(".webio-toasts");
  let pressed = false;
  // Only a click that also began outside: text selected from inside out must not close the popup.
  dialog.addEventListener("pointerdown", (event) => {
    pressed = background(event);
  });
  dialog.addEventListener("click", (event) => {
    if (implicit && pressed && background(event)) dismiss();
    pressed = false;
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return; // File and date pickers inside say "cancel", too.
    event.preventDefault();
    if (implicit) dismiss();
  });
  dialog.addEventListener("keydown", (event) => {
    // A second Esc would close even a dialog that refuses to.
    if (event.key === "Escape" && !implicit) event.preventDefault();
  });
  // Closed by a script or by the browser itself.
  dialog.addEventListener("close", dismiss);
}

/** The page behind does not scroll; without its scroll bar it must not get wider either. */
function lockPage(): void {
  const root = document.documentElement;
  root.style.setProperty("--webio-scrollbar", `${Math.max(0, innerWidth - root.clientWidth)}px`);
  root.classList.add("webio-modal");
}
