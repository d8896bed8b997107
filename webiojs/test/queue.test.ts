import { beforeEach, expect, it, vi } from "vitest";
import {
  AT_ONCE,
  BATCH_LEAST,
  CommandQueue,
  EAGER,
  PAUSE,
  REST,
  SMALL,
  STEADY,
  type Step,
} from "../src/page/queue";
import type { AnyCommand } from "../src/protocol";
import { FakeScheduler } from "./fakes";

let scheduler: FakeScheduler;
let done: string[];
let applied: number;
let size: number;
let spared: number;
/** Commands that say they have to wait. */
let waits: Map<string, Promise<unknown>>;
let queue: CommandQueue;

const named = (message: string): AnyCommand => ({ cmd: "console", effect: 0, message });
const many = (count: number, name = "c") =>
  Array.from({ length: count }, (_, index) => named(`${name}${index}`));
const push = (commands: AnyCommand[]) =>
  queue.push(commands, (count) => {
    applied += count;
  });

function step(commands: readonly AnyCommand[], from: number): Step {
  const command = commands[from];
  const name = command?.cmd === "console" ? command.message : "";
  const wait = waits.get(name);
  if (wait !== undefined) {
    waits.delete(name);
    return { taken: 0, wait };
  }
  done.push(name);
  if (name.startsWith("none")) return { taken: 1, work: 0 };
  return { taken: 1, work: name.startsWith("heavy") ? 500 : 1 };
}

beforeEach(() => {
  scheduler = new FakeScheduler();
  done = [];
  applied = 0;
  size = 0;
  spared = 0;
  waits = new Map();
  queue = new CommandQueue(
    {
      step,
      begin: () => undefined,
      end: () => undefined,
      size: () => size,
      spared: () => spared,
    },
    scheduler,
  );
});

it("applies a small frame on an idle page at once", () => {
  push([named("a"), named("b")]);
  expect(done).toEqual(["a", "b"]);
  expect(applied).toBe(2);
});

it("counts the work of a command, not only how many there are", () => {
  push(many(AT_ONCE + 1, "heavy"));
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST / 500);
});

it("applies several small frames at once, as answers to quick clicks", () => {
  push([named("a")]);
  push([named("b")]);
  expect(done).toEqual(["a", "b"]);
});

it("gathers what comes before the next animation frame when it is not little any more", () => {
  push(many(AT_ONCE));
  push([named("b")]);
  push([named("c")]);
  expect(done).toHaveLength(AT_ONCE);
  scheduler.nextFrame();
  expect(done.slice(AT_ONCE)).toEqual(["b", "c"]);
});

it("is idle again after a frame without commands", () => {
  push(many(AT_ONCE));
  scheduler.nextFrame();
  push([named("b")]);
  expect(done).toHaveLength(AT_ONCE + 1);
});

/** Changes come, a frame between each two, for so long that they are a steady stream. */
function stream(): void {
  for (let time = 0; time <= STEADY + 1; time += STEADY / 5) {
    scheduler.time = time;
    push([named("a")]);
    scheduler.nextFrame();
  }
  scheduler.time = STEADY + 1;
  push([named("a")]);
  scheduler.nextFrame();
  done = [];
}

it("changes the page once a frame when changes come all the time", () => {
  stream();
  push([named("b")]);
  push([named("c")]);
  expect(done).toEqual([]);
  scheduler.nextFrame();
  expect(done).toEqual(["b", "c"]);
  push([named("d")]);
  expect(done).toEqual(["b", "c"]);
  scheduler.nextFrame();
  expect(done).toEqual(["b", "c", "d"]);
  scheduler.nextFrame();
  expect(scheduler.frames).toHaveLength(0);
});

it("applies answers at once in a steady stream too", () => {
  stream();
  queue.acted();
  for (const name of ["b", "c", "d"]) push([named(name)]);
  expect(done).toEqual(["b", "c", "d"]);
});

it("takes what comes after a pause for no stream", () => {
  stream();
  scheduler.time += PAUSE + 1;
  push([named("b")]);
  push([named("c")]);
  expect(done).toEqual(["b", "c"]);
});

it("takes frames that take long for no pause", () => {
  stream();
  for (let frame = 0; frame < 5; frame += 1) {
    scheduler.time += 3 * STEADY;
    push([named("b")]);
    push([named("c")]);
    expect(done).toEqual([]);
    scheduler.nextFrame();
    expect(done.splice(0)).toEqual(["b", "c"]);
  }
});

it("takes a short burst for no stream", () => {
  for (let time = 0; time < STEADY; time += STEADY / 10) {
    scheduler.time = time;
    push([named("a")]);
    push([named("b")]);
    expect(done.splice(0)).toEqual(["a", "b"]);
    scheduler.nextFrame();
  }
});

it("applies a steady stream at once in a hidden tab", () => {
  stream();
  scheduler.isHidden = true;
  push([named("b")]);
  push([named("c")]);
  expect(done).toEqual(["b", "c"]);
});

it("leaves a large frame to the animation frame", () => {
  push(many(AT_ONCE + 1));
  expect(done).toEqual([]);
  scheduler.nextFrame();
  expect(done).toHaveLength(AT_ONCE + 1);
});

it("applies no more than a batch per animation frame", () => {
  push(many(BATCH_LEAST * 2 + 1));
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST);
  expect(applied).toBe(BATCH_LEAST);
  scheduler.nextFrame();
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST * 2 + 1);
  expect(queue.length).toBe(0);
});

it("takes larger batches on a larger page", () => {
  size = BATCH_LEAST * 10;
  push(many(BATCH_LEAST * 6));
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST * 5);
});

it("waits for fuller frames where many nodes stand, but not for long", () => {
  size = BATCH_LEAST + 1;
  push(many(AT_ONCE + 1, "a"));
  scheduler.nextFrame();
  expect(done).toHaveLength(AT_ONCE + 1); // the first frame of a burst is seen at once
  for (let frame = 0; frame < REST; frame += 1) {
    push(many(SMALL + 1, "b"));
    expect(done).toHaveLength(AT_ONCE + 1);
    scheduler.nextFrame();
    expect(done).toHaveLength(AT_ONCE + 1);
  }
  scheduler.nextFrame();
  expect(done).toHaveLength(AT_ONCE + 1 + REST * (SMALL + 1));
});

it("waits for no more than one frame when nothing more comes", () => {
  size = BATCH_LEAST + 1;
  push(many(AT_ONCE + 1, "a"));
  scheduler.nextFrame();
  push(many(SMALL + 1, "b"));
  scheduler.nextFrame();
  expect(done).toHaveLength(AT_ONCE + 1);
  scheduler.nextFrame();
  expect(done).toHaveLength(AT_ONCE + SMALL + 2);
});

it("does not wait when the visitor has just acted", () => {
  size = BATCH_LEAST + 1;
  queue.acted();
  for (let batch = 1; batch <= EAGER + 1; batch += 1) {
    push(many(AT_ONCE + 1));
    scheduler.nextFrame();
    expect(done).toHaveLength(batch * (AT_ONCE + 1));
  }
  push(many(AT_ONCE + 1));
  scheduler.nextFrame();
  expect(done).toHaveLength((EAGER + 1) * (AT_ONCE + 1));
});

it("waits for what makes outputs that wait needless, and takes those in one go", () => {
  spared = BATCH_LEAST;
  push([...many(BATCH_LEAST, "none"), ...many(SMALL + 1)]);
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST + SMALL + 1);
  push(many(BATCH_LEAST, "none"));
  scheduler.nextFrame();
  expect(done).toHaveLength(BATCH_LEAST + SMALL + 1);
  scheduler.nextFrame();
  expect(done).toHaveLength(2 * BATCH_LEAST + SMALL + 1);
});

it("does not wait when a whole batch is there", () => {
  size = BATCH_LEAST + 1;
  push(many(SMALL + 1));
  scheduler.nextFrame();
  push(many(BATCH_LEAST));
  scheduler.nextFrame();
  expect(done).toHaveLength(SMALL + 1 + BATCH_LEAST);
});

it("does not wait after a pause", () => {
  size = BATCH_LEAST + 1;
  push(many(SMALL + 1));
  scheduler.nextFrame();
  scheduler.nextFrame();
  push(many(SMALL + 1));
  scheduler.nextFrame();
  expect(done).toHaveLength(2 * SMALL + 2);
});

it("applies everything by tasks in a hidden tab", () => {
  scheduler.isHidden = true;
  push([named("a")]);
  push([named("b")]);
  expect(done).toEqual(["a", "b"]);
  push(many(BATCH_LEAST + 1));
  expect(done).toHaveLength(BATCH_LEAST + 2);
  scheduler.nextTask();
  expect(done).toHaveLength(BATCH_LEAST + 3);
  expect(scheduler.frames).toHaveLength(0);
});

it("goes on by tasks when the tab is hidden before the animation frame", () => {
  push(many(SMALL + 1));
  scheduler.isHidden = true;
  queue.reschedule();
  scheduler.nextTask();
  expect(done).toHaveLength(SMALL + 1);
  scheduler.isHidden = false;
  scheduler.nextFrame();
  expect(done).toHaveLength(SMALL + 1);
});

it("waits in order for what a command needs", async () => {
  let come = () => {};
  waits.set("b", new Promise<void>((resolve) => (come = resolve)));
  push([named("a"), named("b"), named("c")]);
  push([named("d")]);
  scheduler.nextFrame();
  expect(done).toEqual(["a"]);
  expect(applied).toBe(1);
  come();
  await Promise.resolve();
  expect(done).toEqual(["a", "b", "c", "d"]);
  expect(applied).toBe(4);
});

it("keeps waiting when more comes, in a hidden tab too", async () => {
  let come = () => {};
  const wait = new Promise<void>((resolve) => {
    come = resolve;
  });
  scheduler.isHidden = true;
  waits.set("a", wait);
  push([named("a")]);
  push([named("b")]);
  expect(done).toEqual([]);
  come();
  await wait;
  expect(done).toEqual(["a", "b"]);
});

it("goes on when what a command needs cannot be had", async () => {
  const error = new Error("no network");
  const log = vi.spyOn(console, "error").mockReturnValue();
  waits.set("a", Promise.reject(error));
  push([named("a"), named("b")]);
  await Promise.resolve();
  expect(done).toEqual(["a", "b"]);
  expect(log).toHaveBeenCalledWith("pywebio:", error);
});

it("tells which commands wait", () => {
  push(many(AT_ONCE + 1, "x"));
  push([named("y")]);
  const waiting = [...queue.waitingCommands()].map((one) =>
    one.cmd === "console" ? one.message : "",
  );
  expect(waiting[0]).toBe("x0");
  expect(waiting.at(-1)).toBe("y");
  expect(waiting).toHaveLength(AT_ONCE + 2);
});
