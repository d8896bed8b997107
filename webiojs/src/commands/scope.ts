// Scopes: empty one, let it have its height again, scroll to it.

import type { ScopeClear, ScopeRelease, ScrollTo } from "../protocol";
import type { Stage } from "../stage";

/** The height that the program itself had set, of scopes that are held. */
const held = new WeakMap<HTMLElement, string>();

/** So many commands ahead are looked at for the release of a hold. */
const LOOK_AHEAD = 200;

export function scopeClear(command: ScopeClear, stage: Stage): void {
  const scope = stage.tree.scope(command.scope);
  if (scope === null) return;
  if (command.hold === true && !held.has(scope) && !releasedSoon(command.scope, stage)) {
    held.set(scope, scope.style.minHeight);
    scope.style.minHeight = `${scope.offsetHeight}px`;
  }
  stage.tree.clear(scope);
}

/** If the release is in the same frame nothing can jump, and the height need not be read. */
function releasedSoon(name: string, stage: Stage): boolean {
  let seen = 0;
  for (const next of stage.queue.waitingCommands()) {
    if (next.cmd === "scope.release" && next.scope === name) return true;
    seen += 1;
    if (seen > LOOK_AHEAD) break;
  }
  return false;
}

export function scopeRelease(command: ScopeRelease, stage: Stage): void {
  const scope = stage.tree.scope(command.scope);
  if (scope === null || !held.has(scope)) return;
  scope.style.minHeight = held.get(scope) ?? "";
  held.delete(scope);
}

export function scrollToScope(command: ScrollTo, stage: Stage): void {
  const scope = stage.tree.scope(command.scope);
  if (scope !== null) stage.scroller.to(scope, command.position);
}
