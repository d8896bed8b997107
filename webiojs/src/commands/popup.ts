// The popup: at most one is open, and its body is a scope.

import { closePopup, openPopup } from "../page/popup";
import type { PopupClose, PopupOpen } from "../protocol";
import type { Stage } from "../stage";

export function popupOpen(command: PopupOpen, stage: Stage): void {
  stage.snapshot?.namePopup(command.popup);
  if (stage.popup?.id === command.popup) return;
  dropPopup(stage);
  const body = openPopup(command, stage);
  stage.tree.nameScope(command.scope, body);
  stage.popup = { id: command.popup, body };
  stage.panel.popupChanged(stage.popup);
  stage.status.place();
}

export function popupClose(command: PopupClose, stage: Stage): void {
  if (stage.popup?.id === command.popup) dropPopup(stage);
}

export function dropPopup(stage: Stage): void {
  if (stage.popup === null) return;
  const { id } = stage.popup;
  closePopup(id); // First, since nothing outside of an open one can have the focus.
  popupClosed(id, stage);
}

/** The popup has gone from the page: what stood in it goes too. */
export function popupClosed(id: number, stage: Stage): void {
  if (stage.popup?.id !== id) return;
  stage.tree.forget(stage.popup.body);
  stage.popup = null;
  stage.panel.popupChanged(null);
  stage.status.place();
}
