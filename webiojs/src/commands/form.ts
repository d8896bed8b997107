// Forms: all is done by the input panel.

import type { Client } from "../client";
import type { FormClose, FormMark, FormShow, FormUpdate } from "../protocol";

export function formShow(command: FormShow, client: Client): void {
  client.snapshot?.nameForm(command.form);
  client.panel.show(command);
}

export function formUpdate(command: FormUpdate, client: Client): void {
  client.panel.update(command.form, command.name, command.attributes);
}

export function formMark(command: FormMark, client: Client): void {
  client.panel.mark(command.form, command.marks, command.refused === true);
}

export function formClose(command: FormClose, client: Client): void {
  client.panel.close(command.form);
}
