// The one queue of commands: all are applied in order, as many at a time as a frame can bear.
//
// Little is applied at once, as long as it stays little between two animation frames: an answer to
// a click must not wait for one. Else the queue is emptied by animation frames; in a hidden tab,
// where those do not come, by message tasks, which are not throttled there. What comes steadily waits
// for animation frames too: nobody sees more than one change in a frame, but each costs something.
//
// Each frame with changes costs as much as all that stands on the page, however little it brings. So
// a page of many nodes takes what is on its way in fewer and fuller frames.

import type { AnyCommand } from "../protocol";

/** What a step did: so many commands are applied, and perhaps the rest has to wait. */
export interface Step {
  taken: number;
  /** As many commands as this was work, if that is another number. */
  work?: number;
  wait?: Promise<unknown> | undefined;
}

export interface QueueHooks {
  /** Apply at least one of `commands[from..to)`, or say what has to be waited for. */
  step(commands: readonly AnyCommand[], from: number, to: number): Step;
  /** Around each flush: `count` commands are about to be applied. */
  begin(count: number): void;
  end(): void;
  /** Number of nodes on the page: the larger it is, the dearer is each layout. */
  size(): number;
  /** How many of the commands that wait may be no work: what stands already may be among them. */
  spared(): number;
}

export interface Scheduler {
  /** With the next animation frame (or soon, should none come). */
  frame(action: () => void): void;
  /** As the next task, also in a hidden tab. */
  task(action: () => void): void;
  hidden(): boolean;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

interface Delivery {
  commands: AnyCommand[];
  at: number;
  applied(count: number): void;
}

export const BATCH_LEAST = 2000;
/** So many commands may be applied between two animation frames without waiting for one: they are
 * laid out with the next frame anyway. */
export const AT_ONCE = 1000;
/** More than so many in a frame may be a flood. */
export const SMALL = 50;
/** So many animation frames a page of many nodes leaves out for a batch that is not full yet. */
export const REST = 2;
/** So many batches after the visitor has acted none is left out: an answer may be in the next one. */
export const EAGER = 20;
/** Changes that have come for so many milliseconds without a pause are a steady stream. */
export const STEADY = 250;
/** So many milliseconds without changes are a pause; slow layouts of a large page take less. */
export const PAUSE = 1000;

export class CommandQueue {
  /** Commands that wait. */
  length = 0;
  private deliveries: Delivery[] = [];
  private flushing = false;
  private waiting = false;
  private scheduled = false;
  /** Commands applied since the last animation frame. */
  private recent = 0;
  /** Animation frames to be left out yet, as long as more comes in each. */
  private rest = 0;
  /** Batches to come for which none is left out. */
  private eager = 0;
  /** When changes were last applied, and when those began to come that had no pause since. */
  private changed = Number.NEGATIVE_INFINITY;
  private since = 0;
  /** Commands that waited in the animation frame before this one. */
  private before = 0;

  constructor(
    private readonly hooks: QueueHooks,
    private readonly scheduler: Scheduler,
  ) {}

  push(commands: AnyCommand[], applied: (count: number) => void): void {
    if (commands.length === 0) return;
    const now = this.scheduler.now();
    if (now - this.changed > PAUSE) this.since = now;
    const calm = this.length === 0 && this.rest === 0;
    const little = calm && !this.isSteady() && this.recent + commands.length <= AT_ONCE;
    this.deliveries.push({ commands, at: 0, applied });
    this.length += commands.length;
    if (this.waiting || this.flushing) return;
    if (this.scheduler.hidden() || little) this.flush();
    else this.schedule();
  }

  /** The visitor has acted and waits for the answer. */
  acted(): void {
    this.eager = EAGER;
    this.rest = 0;
  }

  /** The tab was hidden or shown: the frame that was asked for may not come. */
  reschedule(): void {
    if (!this.scheduled) return;
    this.scheduled = false;
    this.schedule();
  }

  /** The commands that wait, the next one first. */
  *waitingCommands(): Generator<AnyCommand> {
    for (const { commands, at } of this.deliveries) {
      for (let index = at; index < commands.length; index += 1) {
        yield commands[index] as AnyCommand;
      }
    }
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const run = () => {
      if (!this.scheduled) return;
      this.scheduled = false;
      this.recent = 0;
      if (this.length === 0) this.rest = 0;
      if (this.waiting || this.length === 0) return;
      if (this.rests()) this.schedule();
      else this.flush();
    };
    if (this.scheduler.hidden()) this.scheduler.task(run);
    else this.scheduler.frame(run);
  }

  /** Whether it is better to wait for more. */
  private rests(): boolean {
    if (this.rest === 0 || this.scheduler.hidden() || this.isFull()) return false;
    const more = this.length > this.before;
    this.before = this.length;
    this.rest -= 1;
    return more;
  }

  /** Whether changes come all the time, and none of them is an answer. */
  private isSteady(): boolean {
    return this.eager === 0 && this.changed - this.since > STEADY;
  }

  private isFull(): boolean {
    return this.length - this.hooks.spared() >= this.limit();
  }

  private limit(): number {
    return Math.max(BATCH_LEAST, this.hooks.size() / 2);
  }

  private flush(): void {
    const limit = this.limit();
    const before = this.length;
    this.changed = this.scheduler.now();
    const spares = this.hooks.spared() > 0;
    this.flushing = true;
    this.hooks.begin(Math.min(this.length, limit));
    try {
      this.applySome(limit);
    } finally {
      this.hooks.end();
      this.flushing = false;
      this.recent = this.scheduler.hidden() ? 0 : this.recent + before - this.length;
      const dear = spares || this.hooks.size() > BATCH_LEAST;
      this.rest = this.recent > SMALL && dear && this.eager === 0 ? REST : 0;
      if (this.eager > 0) this.eager -= 1;
      this.before = 0;
    }
    if (!this.waiting && (this.length > 0 || this.recent > 0)) this.schedule();
  }

  private applySome(limit: number): void {
    let left = limit;
    for (let delivery = this.deliveries[0]; left > 0 && delivery; delivery = this.deliveries[0]) {
      const { commands, at } = delivery;
      const {
        taken,
        work = taken,
        wait,
      } = this.hooks.step(commands, at, Math.min(commands.length, at + left));
      delivery.at += taken;
      this.length -= taken;
      left -= work;
      if (delivery.at >= commands.length) this.deliveries.shift();
      if (taken > 0) delivery.applied(taken);
      if (wait !== undefined) {
        this.pause(wait);
        return;
      }
    }
  }

  private pause(wait: Promise<unknown>): void {
    this.waiting = true;
    const resume = () => {
      this.waiting = false;
      if (this.length > 0) this.flush();
    };
    wait.then(resume, (error: unknown) => {
      console.error("pywebio:", error);
      resume();
    });
  }
}

/** How long an animation frame may fail to come (a covered window) before a timer steps in. */
const FRAME_WITHIN = 250;

export function browserScheduler(): Scheduler {
  const channel = new MessageChannel();
  const tasks: (() => void)[] = [];
  channel.port1.onmessage = () => tasks.shift()?.();
  return {
    hidden: () => document.hidden,
    now: () => performance.now(),
    task(action) {
      tasks.push(action);
      channel.port2.postMessage(null);
    },
    frame(action) {
      let done = false;
      const once = () => {
        if (done) return;
        done = true;
        cancelAnimationFrame(frame);
        clearTimeout(timer);
        action();
      };
      const frame = requestAnimationFrame(once);
      const timer = setTimeout(once, FRAME_WITHIN);
    },
  };
}
