// The session as a whole: snapshots, settings, what the program does.

import { Snapshot } from "../page/snapshot";
import type { EnvSet, ProgramState, SnapshotBegin, SnapshotEnd } from "../protocol";
import type { Stage } from "../stage";
import { dropPopup } from "./popup";

export function snapshotBegin(_command: SnapshotBegin, stage: Stage): void {
  stage.snapshot = new Snapshot(stage.tree);
}

export function snapshotEnd(_command: SnapshotEnd, stage: Stage): void {
  const { snapshot } = stage;
  if (snapshot === null) return;
  stage.snapshot = null;
  snapshot.finish();
  for (const id of stage.panel.ids()) {
    if (!snapshot.hasForm(id)) stage.panel.close(id);
  }
  if (stage.popup !== null && !snapshot.hasPopup(stage.popup.id)) dropPopup(stage);
  stage.settled();
}

export function envSet(command: EnvSet, stage: Stage): void {
  stage.env.apply(command.settings);
}

export function programState(command: ProgramState, stage: Stage): void {
  stage.over = command.state === "finished" || command.state === "failed";
  stage.status.program(command);
}
