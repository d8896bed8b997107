// Chunks of the bundle that commands need before they can be applied.

import type { Widget } from "../context";
import { chunk, loaded } from "../lazy";
import type { AnyCommand, FormField, Output } from "../protocol";
import { widgets } from "../widgets/registry";
import { commandNeedsCompat, withNested } from "./html";

/** Without these things are shown as well as can be. */
const DISPENSABLE = new Set(["compat", "markdown"]);

export class Chunks {
  /** Chunks that could not be had: what needs them is shown without them. */
  private readonly given = new Set<string>();

  /** `lacks` is called when the page lacks a part and cannot show something. */
  constructor(private readonly lacks: () => void) {}

  /** The chunks that a command has to wait for. */
  missing(command: AnyCommand): string[] | undefined {
    if (command.cmd === "put" && command.node.type === "text") return undefined;
    const names: string[] = [];
    if (command.cmd === "put" || command.cmd === "replace") {
      for (const node of withNested(command.node)) names.push(...needs(node));
    }
    if (command.cmd === "form.show") names.push(...needsOfFields(command.fields));
    if (commandNeedsCompat(command)) names.push("compat");
    const missing = names.filter((name) => loaded(name) === undefined && !this.given.has(name));
    return missing.length > 0 ? missing : undefined;
  }

  async fetch(names: string[]): Promise<void> {
    const fetched = names.map((name) =>
      chunk(name).catch((error: unknown) => {
        console.error("pywebio:", error);
        this.given.add(name);
        if (!DISPENSABLE.has(name)) this.lacks();
      }),
    );
    await Promise.all(fetched);
  }
}

function needs(node: Output): string[] {
  if (node.type === "pin") return needsOfFields([node.field]);
  const widget = widgets[node.type] as Widget<Output> | undefined;
  return widget?.needs?.(node) ?? [];
}

function needsOfFields(fields: FormField[]): string[] {
  return fields.some(({ type }) => type === "file") ? ["file"] : [];
}
