// Pins on the whole page: what is told before what, and over lost lines.

import { beforeEach, describe, expect, it } from "vitest";
import { Client } from "../../src/client";
import { REST } from "../../src/page/pins";
import type { AnyCommand, Output } from "../../src/protocol";
import { FakeClock, FakeScheduler, FakeServer, put } from "../fakes";
import { type } from "../fields/helpers";

const LIMITS = { frame_bytes: 100_000, ack_commands: 1000, ack_bytes: 100_000 };
const pin = (id: number, name: string, rev = 0): Output => ({
  type: "pin",
  id,
  rev,
  field: { type: "input", name },
});

let clock: FakeClock;
let server: FakeServer;
let next: number;

function say(...commands: AnyCommand[]): void {
  server.line.say([next, 0, ...commands]);
  next += commands.length;
}

const events = () =>
  server.line.batches.flatMap((batch) => (batch.events ?? []).map(([, event]) => event));
const control = (name: string) =>
  document.querySelector<HTMLInputElement>(`[name=${name}]`) as HTMLInputElement;

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  next = 1;
  document.body.innerHTML = `<main><div id="root"></div></main><div><div id="cards"></div></div>`;
  const [output, root, inputs, cards] = ["main", "#root", "body > div", "#cards"].map(
    (selector) => document.querySelector<HTMLElement>(selector) as HTMLElement,
  ) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  const settings = {
    backend: new URL("http://localhost:8080/tool"),
    app: "",
    place: "here",
    debug: false,
    trace: false,
    animate: true,
    transport: "websocket",
  } as const;
  const client = new Client({ root, output, inputs, cards }, settings, {
    dial: server.dial,
    clock,
    scheduler: new FakeScheduler(),
  });
  client.connection.start();
  server.line.open();
  server.line.welcome({ limits: LIMITS });
});

describe("a click", () => {
  it("comes after what was typed before it, although that had no rest", () => {
    const buttons: Output = { type: "buttons", id: 2, callback: 9, buttons: [{ label: "go" }] };
    say(put(pin(1, "a")), put(buttons));
    type(control("a"), "x");
    document.querySelector("button")?.click();
    expect(events()).toEqual([
      { event: "pin.change", pin: 1, value: "x" },
      { event: "callback", callback: 9, value: 0 },
    ]);
    clock.pass(REST);
    expect(events()).toHaveLength(2);
  });
});

describe("a lost line", () => {
  it("has the last change told once when it is back, and the field keeps its text", () => {
    say(put(pin(1, "a")));
    server.line.break();
    type(control("a"), "a");
    clock.pass(REST);
    type(control("a"), "b");
    clock.pass(REST);
    server.line.open();
    server.line.welcome({ limits: LIMITS, resumed: true });
    expect(events()).toEqual([{ event: "pin.change", pin: 1, value: "ab" }]);
    expect(control("a").value).toBe("ab");
  });

  it("leaves a field as it is when a snapshot shows it again", () => {
    say(put(pin(1, "a")), { cmd: "pin.update", id: 1, rev: 1, attributes: { label: "A" } });
    const field = control("a");
    type(field, "typed");
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ limits: LIMITS });
    say({ cmd: "snapshot.begin" }, put(pin(1, "a", 1)), { cmd: "snapshot.end" });
    expect(control("a")).toBe(field);
    expect(field.value).toBe("typed");
  });
});

describe("a pin that has left the page", () => {
  it("tells nothing any more", () => {
    say(put(pin(1, "a")));
    type(control("a"), "x");
    say({ cmd: "remove", ids: [1] });
    clock.pass(REST);
    expect(events()).toEqual([]);
  });

  it("within a table gives way to the remark", () => {
    say(put({ type: "table", id: 1, rows: [["x"], [pin(2, "a")]] }));
    const expired = { ...pin(2, "a", 1), expired: true } as Output;
    say({ cmd: "replace", node: expired }, put(pin(3, "a")));
    expect(document.querySelector("td .webio-notice")?.textContent).toContain("a");
    type(control("a"), "x");
    clock.pass(REST);
    expect(events()).toEqual([{ event: "pin.change", pin: 3, value: "x" }]);
  });
});
