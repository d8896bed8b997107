// Chunks of the bundle that commands need before they can be applied.

import type { Widget } from "../context";
import { chunk, loaded } from "../lazy";
import type { AnyCommand, Output } from "../protocol";
import { widgets } from "../widgets/registry";
import { commandNeedsCompat, withNested } from "./html";

export class Chunks {
  /** Chunks that could not be had: what needs them is shown without them. */
  private readonly given = new Set<string>();

  /** The chunks that a command has to wait for. */
  missing(command: AnyCommand): string[] | undefined {
    if (command.cmd === "put" && command.node.type === "text") return undefined;
    const names: string[] = [];
    if (command.cmd === "put" || command.cmd === "replace") {
      for (const node of withNested(command.node)) names.push(...needs(node));
    }
    if (commandNeedsCompat(command)) names.push("compat");
    const missing = names.filter((name) => loaded(name) === undefined && !this.given.has(name));
    return missing.length > 0 ? missing : undefined;
  }

  async fetch(names: string[]): Promise<void> {
    const fetched = names.map((name) =>
      chunk(name).catch((error: unknown) => {
        console.error("pywebio:", error);
        this.given.add(name);
      }),
    );
    await Promise.all(fetched);
  }
}

function needs(node: Output): string[] {
  const widget = widgets[node.type] as Widget<Output> | undefined;
  return widget?.needs?.(node) ?? [];
}
