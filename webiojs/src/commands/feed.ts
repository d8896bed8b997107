import { feedTo } from "../page/feed";
import type { Feed } from "../protocol";
import type { Stage } from "../stage";

/** Contents for an output that stands on the page (or was taken away meanwhile). */
export function feed(command: Feed, stage: Stage): void {
  const element = stage.tree.element(command.id);
  if (element === undefined) return;
  feedTo(element, command.change);
  if (command.change.kind === "stream.text") stage.scroller.grown();
}
