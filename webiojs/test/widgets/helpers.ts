import { vi } from "vitest";
import type { Context, Widget } from "../../src/context";
import * as customChunk from "../../src/lazy/custom";
import * as fileChunk from "../../src/lazy/file";
import * as markdownChunk from "../../src/lazy/markdown";
import * as widgetsChunk from "../../src/lazy/widgets";
import { Pins } from "../../src/page/pins";
import { Tree } from "../../src/page/tree";
import type { AnyEvent, Output } from "../../src/protocol";
import type { Sending } from "../../src/transport/upload";
import { widgets } from "../../src/widgets/registry";
import { FakeClock } from "../fakes";

/** A page that renders for real and keeps what is sent. */
export interface TestContext extends Context {
  pins: Pins;
  readonly sent: AnyEvent[];
  readonly asked: string[];
  /** Chunks that are there. */
  readonly chunks: Map<string, unknown>;
  readonly clock: FakeClock;
  /** What renders nested outputs, and knows them by their ids. */
  readonly tree: Tree;
  /** Files that were sent. */
  readonly uploads: FakeSending[];
}

/** A file on its way, as far as the test says. */
export class FakeSending implements Sending {
  state: Sending["state"] = "sending";
  sent = 0;
  problem = "";

  constructor(
    readonly id: string,
    readonly file: Blob,
    readonly slot: number,
    private readonly changed: () => void,
  ) {}

  progress(bytes: number): void {
    this.sent = bytes;
    this.changed();
  }

  end(state: Sending["state"], problem = ""): void {
    this.state = state;
    this.problem = problem;
    this.changed();
  }

  cancel(): void {
    if (this.state === "sending") this.end("cancelled");
  }
}

export function makeContext(): TestContext {
  const sent: AnyEvent[] = [];
  const asked: string[] = [];
  const uploads: FakeSending[] = [];
  const chunks = new Map<string, unknown>([
    ["custom", customChunk],
    ["file", fileChunk],
    ["markdown", markdownChunk],
    ["widgets", widgetsChunk],
  ]);
  const clock = new FakeClock();
  const tree = new Tree(document.body, (node, old) => render(node, context, old));
  const send = (event: AnyEvent): void => {
    sent.push(event);
  };
  const context: TestContext = {
    clock,
    tree,
    pins: new Pins({ tree, connected: true, send }, clock),
    sent,
    asked,
    chunks,
    send,
    uploads,
    upload: (file, slot, changed) => {
      const sending = new FakeSending(`upload-${uploads.length + 1}`, file, slot, changed);
      uploads.push(sending);
      return sending;
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

export function render(
  node: Output,
  context: Context = makeContext(),
  old?: HTMLElement,
): HTMLElement {
  return (widgets[node.type] as Widget<Output>).render(node, context, old);
}

/** Wait until something holds. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!condition()) throw new Error("not yet");
  });
}
