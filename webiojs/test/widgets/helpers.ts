import { vi } from "vitest";
import type { Context, Widget } from "../../src/context";
import * as markdownChunk from "../../src/lazy/markdown";
import type { AnyEvent, Output } from "../../src/protocol";
import { widgets } from "../../src/widgets/registry";

/** A page that renders for real and keeps what is sent. */
export interface TestContext extends Context {
  readonly sent: AnyEvent[];
  readonly asked: string[];
  /** Chunks that are there. */
  readonly chunks: Map<string, unknown>;
}

export function makeContext(): TestContext {
  const sent: AnyEvent[] = [];
  const asked: string[] = [];
  const chunks = new Map<string, unknown>([["markdown", markdownChunk]]);
  const context: TestContext = {
    sent,
    asked,
    chunks,
    send: (event) => {
      sent.push(event);
    },
    render: (node) => render(node, context),
    fileUrl: (src) => src.replace(/^file:/, "?file="),
    appUrl: (name) => `?app=${name}`,
    assetUrl: (file) => `assets/${file}`,
    chunk: <T>(name: string) => {
      asked.push(name);
      const chunk = chunks.get(name);
      return chunk === undefined ? new Promise<T>(() => undefined) : Promise.resolve(chunk as T);
    },
    loaded: <T>(name: string) => chunks.get(name) as T | undefined,
  };
  return context;
}

export function render(node: Output, context: Context = makeContext()): HTMLElement {
  return (widgets[node.type] as Widget<Output>).render(node, context);
}

/** Wait until something holds. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!condition()) throw new Error("not yet");
  });
}
