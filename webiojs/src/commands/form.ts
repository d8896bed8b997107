// Forms: all is done by the input panel.

import type { FormClose, FormMark, FormShow, FormUpdate } from "../protocol";
import type { Stage } from "../stage";

export function formShow(command: FormShow, stage: Stage): void {
  stage.snapshot?.nameForm(command.form);
  stage.panel.show(command);
}

export function formUpdate(command: FormUpdate, stage: Stage): void {
  stage.panel.update(command.form, command.name, command.attributes);
}

export function formMark(command: FormMark, stage: Stage): void {
  stage.panel.mark(command.form, command.marks, command.refused === true);
}

export function formClose(command: FormClose, stage: Stage): void {
  stage.panel.close(command.form);
}
