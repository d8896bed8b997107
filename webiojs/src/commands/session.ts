// The session as a whole: snapshots, settings, what the program does.

import type { Client } from "../client";
import { Snapshot } from "../page/snapshot";
import type { EnvSet, ProgramState, SnapshotBegin, SnapshotEnd } from "../protocol";
import { dropPopup } from "./popup";

export function snapshotBegin(_command: SnapshotBegin, client: Client): void {
  client.snapshot = new Snapshot(client.tree);
}

export function snapshotEnd(_command: SnapshotEnd, client: Client): void {
  const { snapshot } = client;
  if (snapshot === null) return;
  client.snapshot = null;
  snapshot.finish();
  for (const id of client.panel.ids()) {
    if (!snapshot.hasForm(id)) client.panel.close(id);
  }
  if (client.popup !== null && !snapshot.hasPopup(client.popup.id)) dropPopup(client);
}

export function envSet(command: EnvSet, client: Client): void {
  client.env.apply(command.settings);
}

export function programState(command: ProgramState, client: Client): void {
  client.over = command.state === "finished" || command.state === "failed";
  client.status.program(command);
}
