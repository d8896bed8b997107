// Outputs: put, replace, remove, trim.

import type { Step } from "../page/queue";
import {
  type AnyCommand,
  type Notice,
  type Put,
  type PutTexts,
  type Remove,
  type Replace,
  ROOT,
  type Trim,
} from "../protocol";
import type { Stage } from "../stage";
import { activateScripts, hasScripts } from "./html";

export function put(command: Put, stage: Stage): Promise<void> | undefined {
  const { node, before = 0 } = command;
  const name = command.scope ?? ROOT;
  const scope = stage.tree.scope(name);
  if (scope === null || stage.doomed.delete(node.id)) return undefined;
  if (stage.snapshot !== null) {
    const built = stage.snapshot.put(node, scope);
    if (built === null) return undefined;
    stage.shown(built, name);
    return hasScripts(node) ? activateScripts(built) : undefined;
  }
  const element = stage.tree.build(node);
  stage.shown(element, name);
  stage.tree.insert(element, scope, before);
  return hasScripts(node) ? activateScripts(element) : undefined;
}

/** Texts at the end of a scope: none of them has to be waited for. */
export function putTexts({ texts, scope = ROOT }: PutTexts, stage: Stage): void {
  for (const node of texts) stage.attempt(() => put({ cmd: "put", node, scope }, stage));
}

/**
 * Put a run of outputs that all go to the end of one scope there at once; null if the first command
 * is of another kind.
 */
export function appendRun(
  commands: readonly AnyCommand[],
  from: number,
  to: number,
  stage: Stage,
): Step | null {
  const first = commands[from];
  if (first === undefined || !isAppend(first) || stage.snapshot !== null) return null;
  const name = first.scope ?? ROOT;
  const scope = stage.tree.scope(name);
  const content = document.createDocumentFragment();
  let index = from;
  let work = 0;
  for (; index < to; index += 1) {
    const command = commands[index] as AnyCommand;
    if (!isAppend(command) || (command.scope ?? ROOT) !== name) break;
    if (index > from && stage.missing(command) !== undefined) break;
    if (scope === null || stage.doomed.delete(command.node.id)) continue;
    work += 1;
    const element = stage.attempt(() => stage.tree.build(command.node));
    if (element === undefined) continue;
    stage.shown(element, name);
    content.append(element);
  }
  if (scope !== null) stage.tree.append(content, scope);
  return { taken: index - from, work };
}

function isAppend(command: AnyCommand): command is Put {
  return command.cmd === "put" && !command.before && !hasScripts(command.node);
}

export function replace(command: Replace, stage: Stage): Promise<void> | undefined {
  const element = stage.tree.replace(command.node);
  return element !== null && hasScripts(command.node) ? activateScripts(element) : undefined;
}

export function remove(command: Remove, stage: Stage): void {
  for (const id of command.ids) stage.tree.remove(id);
}

export function trim(command: Trim, stage: Stage): void {
  const { tree } = stage;
  const node: Notice = {
    type: "notice",
    id: command.mark,
    notice: "trimmed",
    detail: String(command.total),
  };
  if (tree.replace(node) === null) {
    const oldest = command.ids.find((id) => tree.element(id) !== undefined);
    const scope = tree.scope(command.scope);
    if (scope !== null) tree.insert(tree.build(node), scope, oldest ?? 0);
  }
  for (const id of command.ids) {
    stage.doomed.delete(id);
    tree.remove(id);
  }
}

/**
 * Outputs that wait in the queue and that a trim in it takes away again need not be built. The
 * oldest is: the mark will stand in its place. So are those that other commands refer to. A trim that
 * does not wait any more spares nothing: nobody would forget these ids again.
 */
export function doomedBy(trims: readonly Trim[], waiting: Iterable<AnyCommand>): number[] {
  const doomed: number[] = [];
  const referred = new Set<number>();
  for (const command of waiting) {
    if (command.cmd === "put" && command.before) referred.add(command.before);
    else if (command.cmd === "replace") referred.add(command.node.id);
    else if (command.cmd === "remove") for (const id of command.ids) referred.add(id);
    else if (command.cmd === "trim" && trims.includes(command)) {
      doomed.push(...command.ids.slice(1).filter((id) => !referred.has(id)));
    }
  }
  return doomed;
}
