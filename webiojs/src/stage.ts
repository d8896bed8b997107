// What commands work on: the page of one session, without the line to the server.

import type { Context } from "./context";
import type { Env } from "./page/env";
import type { InputPanel } from "./page/panel";
import type { Pins } from "./page/pins";
import type { CommandQueue } from "./page/queue";
import type { Scroller } from "./page/scroll";
import type { Snapshot } from "./page/snapshot";
import type { Status } from "./page/status";
import type { Tree } from "./page/tree";
import type { AnyCommand } from "./protocol";

export interface Stage extends Context {
  readonly tree: Tree;
  readonly pins: Pins;
  readonly queue: CommandQueue;
  readonly panel: InputPanel;
  readonly env: Env;
  readonly scroller: Scroller;
  readonly status: Status;
  /** The snapshot that is being taken over. */
  snapshot: Snapshot | null;
  popup: { id: number; body: HTMLElement } | null;
  /** The program has ended: nobody is there for clicks any more. */
  over: boolean;
  /** Nodes of waiting puts that a waiting trim takes away again. */
  readonly doomed: Set<number>;
  /** Numbers of the kept scripts that this load of the page has run. */
  readonly scripts: Set<number>;
  /** The chunks that have to be loaded before a command can be applied. */
  missing(command: AnyCommand): string[] | undefined;
  /** Do something that must not stop what comes after it. */
  attempt<T>(action: () => T): T | undefined;
  /** A new element is about to be inserted. */
  shown(element: HTMLElement, scope: string): void;
  /** Code of the program is about to run. */
  scripted(): void;
  /** The page is whole. */
  settled(): void;
}
