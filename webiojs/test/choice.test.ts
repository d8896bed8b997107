import { beforeEach, describe, expect, it } from "vitest";
import {
  type ChoiceOptions,
  choosingDial,
  rememberHttp,
  remembersHttp,
  SOCKET_WITHIN,
  type Way,
} from "../src/transport/choice";
import type { Dial } from "../src/transport/connection";
import { FakeClock, FakeServer } from "./fakes";

let clock: FakeClock;
let socket: FakeServer;
let http: FakeServer;
let refuse: () => void;
let told: string[];
let answer: (way: Way | null) => void;
let heard: string[];

function choose(first: ChoiceOptions["first"] = "websocket"): Dial {
  return choosingDial({
    websocket: socket.dial,
    http: (refused) => {
      refuse = refused;
      return http.dial;
    },
    clock,
    first,
    ask: (tell) => {
      answer = tell;
    },
    remember: () => told.push("remember"),
    blocked: () => told.push("blocked"),
  });
}

function begin(dial: Dial) {
  return dial({
    opened: () => heard.push("opened"),
    message: (text) => heard.push(text),
    lost: () => heard.push("lost"),
  });
}

beforeEach(() => {
  clock = new FakeClock();
  socket = new FakeServer();
  http = new FakeServer();
  told = [];
  heard = [];
});

describe("the way a page talks", () => {
  it("is the WebSocket, however often that is lost once it worked", () => {
    const dial = choose();
    begin(dial);
    socket.line.say("welcome");
    for (let round = 0; round < 3; round += 1) {
      socket.line.break();
      begin(dial);
      clock.pass(SOCKET_WITHIN * 2);
    }
    expect(socket.lines.length).toBe(4);
    expect(http.lines).toEqual([]);
    expect(clock.planned).toBe(0);
  });

  it("is HTTP where WebSockets are refused, and that is remembered when it works", () => {
    const dial = choose();
    begin(dial);
    socket.line.break();
    begin(dial);
    expect(told).toEqual([]);
    http.line.say("welcome");
    expect(told).toEqual(["remember"]);
    http.line.break();
    begin(dial);
    expect(http.lines.length).toBe(2);
    http.line.say("welcome");
    expect(told).toEqual(["remember"]);
  });

  it("is HTTP where WebSockets open and then nothing comes", () => {
    const dial = choose();
    begin(dial);
    socket.line.open();
    clock.pass(SOCKET_WITHIN);
    expect(heard).toEqual(["opened", "lost"]);
    expect(socket.line.closed).toBe(true);
    begin(dial);
    expect(http.lines.length).toBe(1);
  });

  it("is tried in turn while no server answers at all", () => {
    const dial = choose();
    for (const server of [socket, http, socket, http]) {
      begin(dial);
      server.line.break();
    }
    expect([socket.lines.length, http.lines.length]).toEqual([2, 2]);
    expect(told).toEqual([]);
  });

  it("is none where WebSockets are blocked and HTTP is not taken: the page says so", () => {
    const dial = choose();
    begin(dial);
    socket.line.break();
    begin(dial);
    refuse();
    http.line.break();
    expect(told).toEqual(["blocked"]);
    begin(dial);
    expect(socket.lines.length).toBe(2);
    socket.line.break();
    begin(dial);
    expect(socket.lines.length).toBe(3);
    expect(http.lines.length).toBe(1);
  });

  it("that a closed page was trying is not held against it", () => {
    const dial = choose();
    begin(dial).close();
    expect(socket.line.closed).toBe(true);
    expect(clock.planned).toBe(0);
    begin(dial);
    expect(socket.lines.length).toBe(2);
  });
});

describe("a back end that has to be asked", () => {
  it.each(["websocket", "http"] as const)("says %s", (way) => {
    const dial = choose("ask");
    const carrier = begin(dial);
    carrier.send("too early");
    answer(way);
    const server = way === "http" ? http : socket;
    server.line.open();
    carrier.send("hello", true);
    expect(server.line.sent).toEqual(["hello"]);
    server.line.say("welcome");
    expect(heard).toEqual(["opened", "welcome"]);
    carrier.close();
    expect(server.line.closed).toBe(true);
  });

  it("and does not answer is as good as lost", () => {
    begin(choose("ask"));
    answer(null);
    expect(heard).toEqual(["lost"]);
  });

  it("may answer a page that has gone", () => {
    begin(choose("ask")).close();
    answer("http");
    expect(http.lines).toEqual([]);
  });
});

it("is remembered for each back end", () => {
  const [one, other] = [new URL("http://host/one"), new URL("http://host/two")];
  expect(remembersHttp(one)).toBe(false);
  rememberHttp(one);
  expect(remembersHttp(one)).toBe(true);
  expect(remembersHttp(other)).toBe(false);
});
