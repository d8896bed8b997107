import { beforeEach, describe, expect, it } from "vitest";
import type { AnyCommand, AnyEvent, Bye } from "../src/protocol";
import {
  ACK_DELAY,
  Connection,
  type LineState,
  OPEN_WITHIN,
  PING_AFTER,
  PONG_WITHIN,
  RETRY_BY_EVENT,
  STEADY_AFTER,
  WATCHED_FOR,
} from "../src/transport/connection";
import { FakeClock, FakeServer, LIMITS } from "./fakes";

const click = (value: number): AnyEvent => ({ event: "callback", callback: 1, value });
const command = (message: string): AnyCommand => ({ cmd: "console", effect: 0, message });

let clock: FakeClock;
let server: FakeServer;
let states: LineState[];
let applied: string[];
let byes: Bye[];
let hidden: boolean;
/** While set, commands wait to be applied. */
let held: (() => void)[] | null;

function make(): Connection {
  const connection = new Connection({
    view: "view-id-of-sixteen",
    dial: server.dial,
    clock,
    random: () => 1,
    introduce: () => ({ app: "main", done: 0 }),
    deliver(commands, tell) {
      const apply = () => {
        applied.push(...commands.map((one) => (one.cmd === "console" ? one.message : one.cmd)));
        tell(commands.length);
      };
      if (held === null) apply();
      else held.push(apply);
    },
    ended: (bye) => byes.push(bye),
    changed: (state) => states.push(state),
    hidden: () => hidden,
  });
  return connection;
}

function connect(): Connection {
  const connection = make();
  connection.start();
  return connection;
}

/** A connection on which the server has answered. */
function connected(): Connection {
  const connection = connect();
  server.line.open();
  server.line.welcome();
  return connection;
}

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  states = [];
  applied = [];
  byes = [];
  hidden = false;
  held = null;
});

describe("hello", () => {
  it("tells the view and what the page knows, and no session at first", () => {
    connect();
    server.line.open();
    expect(server.line.hello).toEqual({
      type: "hello",
      version: 1,
      view: "view-id-of-sixteen",
      app: "main",
      done: 0,
    });
  });

  it("tells key and last command after a lost line", () => {
    connected();
    server.line.say([1, 0, command("a"), command("b")]);
    server.line.break();
    clock.pass(0);
    server.line.open();
    expect(server.line.hello).toMatchObject({ session: "key", applied: 2 });
  });

  it("counts commands that the page has but has not applied yet", () => {
    held = [];
    connected();
    server.line.say([1, 0, command("a")]);
    server.line.break();
    clock.pass(0);
    server.line.open();
    expect(server.line.hello.applied).toBe(1);
  });
});

describe("commands", () => {
  it("are applied once when the server repeats them", () => {
    connected();
    server.line.say([1, 0, command("a"), command("b")]);
    server.line.say([1, 0, command("a"), command("b"), command("c")]);
    server.line.say([2, 0, command("b")]);
    expect(applied).toEqual(["a", "b", "c"]);
  });

  it("go on with their numbers after a resumed line", () => {
    connected();
    server.line.say([1, 0, command("a")]);
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: true });
    server.line.say([1, 0, command("a"), command("b")]);
    expect(applied).toEqual(["a", "b"]);
  });

  it("take the numbers of the first frame when the server begins anew", () => {
    connected();
    server.line.say([1, 0, command("a")]);
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: false });
    server.line.say([1, 0, command("x"), command("y")]);
    server.line.say([3, 0, command("z")]);
    expect(applied).toEqual(["a", "x", "y", "z"]);
    clock.pass(ACK_DELAY);
    expect(server.line.batches.at(-1)?.ack).toBe(3);
  });

  it("of an older numbering are not acknowledged in the new one", () => {
    held = [];
    connected();
    server.line.say([1, 0, command("a"), command("b")]);
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: false });
    server.line.say([1, 0, command("x")]);
    for (const apply of held) apply();
    clock.pass(ACK_DELAY);
    expect(applied).toEqual(["a", "b", "x"]);
    expect(server.line.batches.at(-1)?.ack).toBe(1);
  });

  it("that leave a gap make the page connect again, and are not applied", () => {
    connected();
    server.line.say([1, 0, command("a")]);
    const first = server.line;
    first.say([3, 0, command("c")]);
    expect(first.closed).toBe(true);
    clock.pass(0);
    expect(server.lines).toHaveLength(2);
    server.line.open();
    expect(server.line.hello.applied).toBe(1);
    expect(applied).toEqual(["a"]);
  });

  it("of an unreadable frame make the page connect again", () => {
    connected();
    server.line.say("[1, 0, {");
    clock.pass(0);
    expect(server.lines).toHaveLength(2);
  });

  it("of a line that was given up are not heard", () => {
    connected();
    const first = server.line;
    first.break();
    clock.pass(0);
    first.say([1, 0, command("ghost")]);
    expect(applied).toEqual([]);
  });
});

describe("acknowledgements", () => {
  it("come alone after a short time", () => {
    connected();
    server.line.say([1, 0, command("a"), command("b")]);
    clock.pass(ACK_DELAY - 1);
    expect(server.line.batches).toEqual([]);
    clock.pass(1);
    expect(server.line.batches).toEqual([{ ack: 2 }]);
    clock.pass(1000);
    expect(server.line.batches).toHaveLength(1);
  });

  it("ride on an event", () => {
    const connection = connected();
    server.line.say([1, 0, command("a")]);
    connection.send(click(1));
    clock.pass(ACK_DELAY);
    expect(server.line.batches).toEqual([{ ack: 1, events: [[1, click(1)]] }]);
  });

  it("come at once after half of the commands allowed", () => {
    connected();
    const half = Array.from({ length: LIMITS.ack_commands / 2 }, (_, i) => command(`${i}`));
    server.line.say([1, 0, ...half]);
    expect(server.line.batches).toEqual([{ ack: half.length }]);
  });

  it("come at once after half of the bytes allowed", () => {
    connected();
    server.line.say([1, 0, command("x".repeat(LIMITS.ack_bytes / 2))]);
    expect(server.line.batches).toEqual([{ ack: 1 }]);
  });

  it("come at once where timers are slow", () => {
    hidden = true;
    connected();
    server.line.say([1, 0, command("a")]);
    expect(server.line.batches).toEqual([{ ack: 1 }]);
  });

  it("wait until the commands are applied", () => {
    held = [];
    connected();
    server.line.say([1, 0, command("a")]);
    clock.pass(ACK_DELAY * 2);
    expect(server.line.batches).toEqual([]);
    held[0]?.();
    clock.pass(ACK_DELAY);
    expect(server.line.batches).toEqual([{ ack: 1 }]);
  });
});

describe("events", () => {
  it("are numbered and sent at once", () => {
    const connection = connected();
    connection.send(click(1));
    connection.send(click(2));
    expect(server.line.events).toEqual([1, 2]);
  });

  it("made before there is a line are sent with the welcome", () => {
    const connection = connect();
    connection.send(click(1));
    server.line.open();
    connection.send(click(2));
    expect(server.line.events).toEqual([]);
    server.line.welcome();
    expect(server.line.events).toEqual([1, 2]);
  });

  it("made on a dead line arrive after recovery, those that were taken not again", () => {
    const connection = connected();
    connection.send(click(1));
    connection.send(click(2));
    server.line.break();
    connection.send(click(3));
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: true, events: 1 });
    expect(server.line.events).toEqual([2, 3]);
    server.line.say([1, 3]);
    expect(connection.pending).toBe(0);
  });

  it("are not repeated on a line that has them", () => {
    const connection = connected();
    connection.send(click(1));
    server.line.say([1, 0, command("a")]);
    connection.send(click(2));
    expect(server.line.events).toEqual([1, 2]);
  });

  it("for an older session are not told to a new one", () => {
    const connection = connected();
    connection.send(click(1));
    server.line.break();
    connection.send(click(2));
    clock.pass(0);
    server.line.open();
    server.line.welcome({ session: "another" });
    expect(server.line.events).toEqual([]);
    connection.send(click(3));
    expect(server.line.batches.at(-1)?.events).toEqual([[1, click(3)]]);
  });

  it("too many for one frame go in several", () => {
    const connection = connect();
    const value = "x".repeat(300);
    for (let i = 0; i < 5; i += 1) connection.send({ event: "callback", callback: 1, value });
    server.line.open();
    server.line.say({ type: "welcome", session: "key", sid: "s", limits: LIMITS });
    expect(server.line.events).toEqual([1, 2, 3, 4, 5]);
    expect(server.line.batches.length).toBeGreaterThan(1);
    for (const frame of server.line.sent) expect(frame.length).toBeLessThan(LIMITS.frame_bytes);
  });
});

describe("a line that is lost", () => {
  function dialledAfter(waits: number[]): void {
    for (const wait of waits) {
      const before = server.lines.length;
      server.line.break();
      if (wait > 0) {
        clock.pass(wait - 1);
        expect(server.lines).toHaveLength(before);
      }
      clock.pass(wait > 0 ? 1 : 0);
      expect(server.lines).toHaveLength(before + 1);
    }
  }

  it("is dialled again at once, then after growing times of a second at most", () => {
    connect();
    dialledAfter([0, 250, 500, 1000, 1000, 1000, 1000]);
  });

  it("is dialled less often when it stays away for long", () => {
    connect();
    while (clock.now() < WATCHED_FOR) {
      server.line.break();
      clock.pass(1000);
    }
    dialledAfter([10_000, 10_000]);
  });

  it("is dialled less often while the tab is hidden", () => {
    hidden = true;
    connect();
    dialledAfter([0, 250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    hidden = false;
  });

  it("is dialled by whoever does something, but not all the time", () => {
    const connection = connect();
    server.line.break();
    clock.pass(0);
    server.line.break();
    connection.nudge();
    expect(server.lines).toHaveLength(2);
    hidden = true;
    for (let i = 0; i < 5; i += 1) {
      clock.pass(10_000);
      server.line.break();
    }
    hidden = false;
    const before = server.lines.length;
    clock.pass(RETRY_BY_EVENT);
    connection.nudge();
    connection.nudge();
    expect(server.lines).toHaveLength(before + 1);
  });

  it("is dialled anew by a wake if the last try is not answered", () => {
    const connection = connected();
    server.line.break();
    clock.pass(0);
    const hung = server.line;
    connection.wake();
    expect(server.line).toBe(hung);
    clock.pass(RETRY_BY_EVENT);
    connection.wake();
    expect(hung.closed).toBe(true);
    expect(server.lines).toHaveLength(3);
    server.line.open();
    server.line.welcome({ resumed: true });
    expect(connection.state).toBe("open");
  });

  it("is not dialled by a wake before the page begins", () => {
    const options = connect();
    options.end();
    const connection = make();
    connection.wake();
    connection.nudge();
    expect(server.lines).toHaveLength(1);
    connection.start();
    expect(server.lines).toHaveLength(2);
  });

  it("is dialled at once again only after it was good for a while", () => {
    connected();
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: true });
    server.line.break();
    clock.pass(0);
    expect(server.lines).toHaveLength(2);
    clock.pass(250);
    expect(server.lines).toHaveLength(3);
    server.line.open();
    server.line.welcome({ resumed: true });
    clock.pass(STEADY_AFTER);
    server.line.break();
    clock.pass(0);
    expect(server.lines).toHaveLength(4);
  });

  it("is seen as lost and open again", () => {
    connected();
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ resumed: true });
    expect(states).toEqual(["open", "lost", "open"]);
  });

  it("is dialled at once when something wakes the page", () => {
    const connection = connect();
    server.line.break();
    clock.pass(0);
    server.line.break();
    connection.wake();
    expect(server.lines).toHaveLength(3);
    clock.pass(250);
    expect(server.lines).toHaveLength(3);
  });

  it("is dialled by an event, but not by each of many", () => {
    const connection = connect();
    for (let i = 0; i < 6; i += 1) {
      server.line.break();
      clock.pass(i === 0 ? 0 : 10_000);
    }
    server.line.break();
    connection.wake();
    server.line.break();
    const before = server.lines.length;
    connection.send(click(1));
    expect(server.lines).toHaveLength(before);
    clock.pass(RETRY_BY_EVENT);
    connection.send(click(2));
    connection.send(click(3));
    expect(server.lines).toHaveLength(before + 1);
    server.line.open();
    server.line.welcome();
    expect(server.line.events).toEqual([1, 2, 3]);
  });

  it("is given up when nobody answers the hello", () => {
    connect();
    const first = server.line;
    first.open();
    clock.pass(OPEN_WITHIN);
    expect(first.closed).toBe(true);
    expect(server.lines).toHaveLength(2);
  });
});

describe("a line that has died unseen", () => {
  it("is found by an event that is not confirmed", () => {
    const connection = connected();
    connection.send(click(1));
    const first = server.line;
    clock.pass(PING_AFTER);
    expect(first.batches.at(-1)).toEqual({ ack: 0, ping: true });
    clock.pass(PONG_WITHIN);
    expect(first.closed).toBe(true);
    expect(server.lines).toHaveLength(2);
  });

  it("is found when the page is shown again", () => {
    const connection = connected();
    connection.wake();
    expect(server.line.batches).toEqual([{ ack: 0, ping: true }]);
    clock.pass(PONG_WITHIN);
    expect(server.lines).toHaveLength(2);
  });

  it("is not suspected when any frame comes", () => {
    const connection = connected();
    connection.wake();
    server.line.say([1, 0]);
    clock.pass(PONG_WITHIN * 2);
    expect(server.lines).toHaveLength(1);
  });

  it("is not suspected while events are confirmed", () => {
    const connection = connected();
    connection.send(click(1));
    server.line.say([1, 1]);
    clock.pass(PING_AFTER * 2);
    expect(server.line.batches).toHaveLength(1);
    expect(clock.planned).toBe(0);
  });
});

describe("the end", () => {
  it("by the server is final", () => {
    const connection = connected();
    server.line.say({ type: "bye", reason: "closed" });
    expect(byes).toEqual([{ type: "bye", reason: "closed" }]);
    expect(server.line.closed).toBe(true);
    connection.send(click(1));
    connection.wake();
    clock.pass(60_000);
    expect(server.lines).toHaveLength(1);
    expect(connection.state).toBe("ended");
  });

  it("of a server that stops is not: the page looks for the next one, ever less often", () => {
    const connection = connected();
    connection.send(click(1));
    server.line.say({ type: "bye", reason: "stopped" });
    expect(byes).toEqual([]);
    expect(connection.state).toBe("lost");
    expect(server.line.closed).toBe(true);
    clock.pass(0);
    expect(server.lines).toHaveLength(2);
    for (let attempt = 0; attempt < 5; attempt++) {
      server.line.open();
      server.line.say({ type: "bye", reason: "stopped" }); // a mount whose sessions were ended
      clock.pass(10_000);
    }
    expect(server.lines).toHaveLength(7);
    server.line.open();
    server.line.say({ type: "bye", reason: "unknown" });
    expect(byes).toEqual([{ type: "bye", reason: "unknown" }]);
    expect(connection.state).toBe("ended");
  });

  it("of the page closes the line cleanly, with a last acknowledgement", () => {
    const connection = connected();
    server.line.say([1, 0, command("a")]);
    connection.sleep();
    expect(server.line.batches).toEqual([{ ack: 1 }]);
    expect(server.line.closed).toBe(true);
    clock.pass(60_000);
    expect(server.lines).toHaveLength(1);
  });

  it("of the page is taken back when the page comes back", () => {
    const connection = connected();
    connection.sleep();
    connection.send(click(1));
    connection.wake();
    server.line.open();
    server.line.welcome({ resumed: true });
    expect(server.lines).toHaveLength(2);
    expect(server.line.events).toEqual([1]);
  });
});
