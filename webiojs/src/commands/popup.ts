// The popup: at most one is open, and its body is a scope.

import type { Client } from "../client";
import { closePopup, openPopup } from "../page/popup";
import type { PopupClose, PopupOpen } from "../protocol";

export function popupOpen(command: PopupOpen, client: Client): void {
  client.snapshot?.namePopup(command.popup);
  if (client.popup?.id === command.popup) return;
  dropPopup(client);
  const body = openPopup(command, client);
  client.tree.nameScope(command.scope, body);
  client.popup = { id: command.popup, body };
  client.panel.popupChanged(client.popup);
  client.status.place();
}

export function popupClose(command: PopupClose, client: Client): void {
  if (client.popup?.id === command.popup) dropPopup(client);
}

export function dropPopup(client: Client): void {
  if (client.popup === null) return;
  const { id } = client.popup;
  closePopup(id); // First, since nothing outside of an open one can have the focus.
  popupClosed(id, client);
}

/** The popup has gone from the page: what stood in it goes too. */
export function popupClosed(id: number, client: Client): void {
  if (client.popup?.id !== id) return;
  client.tree.forget(client.popup.body);
  client.popup = null;
  client.panel.popupChanged(null);
  client.status.place();
}
