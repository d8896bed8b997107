import type { Client } from "../client";
import { feedTo } from "../page/feed";
import type { Feed } from "../protocol";

/** Contents for an output that stands on the page (or was taken away meanwhile). */
export function feed(command: Feed, client: Client): void {
  const element = client.tree.element(command.id);
  if (element === undefined) return;
  feedTo(element, command.change);
  if (command.change.kind === "stream.text") client.scroller.grown();
}
