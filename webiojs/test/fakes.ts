// What stands for the browser and the server in tests: time that is moved by hand, a carrier that
// keeps what was sent on it, frames that come when the test says so.

import type { Scheduler } from "../src/page/queue";
import type { AnyCommand, Batch, Hello, Output, Welcome } from "../src/protocol";
import type { Carrier, CarrierHandlers, Clock, Dial } from "../src/transport/connection";

export class FakeClock implements Clock {
  private time = 0;
  private timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Let time pass; what is due runs in its order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.timers = this.timers.filter((other) => other !== next);
      this.time = next.at;
      next.action();
    }
    this.time = end;
  }

  private next(end: number) {
    const due = this.timers.filter((timer) => timer.at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  get planned(): number {
    return this.timers.length;
  }
}

export const LIMITS = { frame_bytes: 1000, ack_commands: 20, ack_bytes: 2000 };

/** One connection as the server sees it. */
export class FakeLine implements Carrier {
  readonly sent: string[] = [];
  closed = false;

  constructor(private readonly handlers: CarrierHandlers) {}

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.handlers.opened();
  }

  break(): void {
    this.handlers.lost();
  }

  say(frame: unknown): void {
    this.handlers.message(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  welcome(more: Partial<Welcome> = {}): void {
    this.say({ type: "welcome", session: "key", sid: "sid", limits: LIMITS, ...more });
  }

  get hello(): Hello {
    return JSON.parse(this.sent[0] ?? "null") as Hello;
  }

  get batches(): Batch[] {
    return this.sent.slice(1).map((text) => JSON.parse(text) as Batch);
  }

  /** The numbers of the events that came on this line. */
  get events(): number[] {
    return this.batches.flatMap((batch) => (batch.events ?? []).map(([number]) => number));
  }
}

/** All connections of a page, in their order. */
export class FakeServer {
  readonly lines: FakeLine[] = [];

  readonly dial: Dial = (handlers) => {
    const line = new FakeLine(handlers);
    this.lines.push(line);
    return line;
  };

  get line(): FakeLine {
    const last = this.lines.at(-1);
    if (last === undefined) throw new Error("nobody has dialled");
    return last;
  }
}

export class FakeScheduler implements Scheduler {
  isHidden = false;
  frames: (() => void)[] = [];
  tasks: (() => void)[] = [];
  time = 0;

  now(): number {
    return this.time;
  }

  hidden(): boolean {
    return this.isHidden;
  }

  frame(action: () => void): void {
    this.frames.push(action);
  }

  task(action: () => void): void {
    this.tasks.push(action);
  }

  nextFrame(): void {
    for (const action of this.frames.splice(0)) action();
  }

  nextTask(): void {
    this.tasks.shift()?.();
  }
}

export function text(id: number, content = `text ${id}`, rev?: number): Output {
  return { type: "text", id, content, ...(rev !== undefined && { rev }) };
}

export function put(node: Output, scope?: string, before?: number): AnyCommand {
  return {
    cmd: "put",
    node,
    ...(scope !== undefined && { scope }),
    ...(before !== undefined && { before }),
  };
}
