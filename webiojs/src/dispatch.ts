// The one table of commands: name -> what is done.

import { consoleWarning, download, goApp, programError, toast } from "./commands/effects";
import { feed } from "./commands/feed";
import { formClose, formMark, formShow, formUpdate } from "./commands/form";
import { put, putTexts, remove, replace, trim } from "./commands/output";
import { pinRead, pinUpdate } from "./commands/pin";
import { popupClose, popupOpen } from "./commands/popup";
import { scopeClear, scopeRelease, scrollToScope } from "./commands/scope";
import { keptScript, runJs } from "./commands/script";
import { envSet, programState, snapshotBegin, snapshotEnd } from "./commands/session";
import type { AnyCommand } from "./protocol";
import type { Stage } from "./stage";

/** Carry a command out; a promise means that the commands behind it have to wait. */
export type Handler<C> = (command: C, stage: Stage) => Promise<void> | undefined | void;

type Handlers = { [N in AnyCommand["cmd"]]: Handler<Extract<AnyCommand, { cmd: N }>> };

export const handlers: Handlers = {
  put,
  "put.texts": putTexts,
  replace,
  remove,
  trim,
  feed,
  "scope.clear": scopeClear,
  "scope.release": scopeRelease,
  "env.set": envSet,
  "popup.open": popupOpen,
  "popup.close": popupClose,
  "form.show": formShow,
  "form.update": formUpdate,
  "form.mark": formMark,
  "form.close": formClose,
  "pin.update": pinUpdate,
  "program.state": programState,
  "snapshot.begin": snapshotBegin,
  "snapshot.end": snapshotEnd,
  "script.kept": keptScript,
  run_js: runJs,
  "pin.read": pinRead,
  toast,
  download,
  scroll_to: scrollToScope,
  go_app: goApp,
  "program.error": programError,
  console: consoleWarning,
};

export function dispatch(command: AnyCommand, stage: Stage): Promise<void> | undefined {
  const handler = handlers[command.cmd] as Handler<AnyCommand> | undefined;
  if (handler === undefined) {
    console.warn(`pywebio: unknown command "${command.cmd}"`);
    return undefined;
  }
  return handler(command, stage) ?? undefined;
}
