import { beforeEach, describe, expect, it } from "vitest";
import type { Carrier, CarrierHandlers } from "../src/transport/connection";
import {
  type Http,
  type HttpRequest,
  LATE,
  PATIENCE_FIRST,
  PAUSE_FIRST,
  PAUSE_HIDDEN,
  PAUSE_MOST,
  pollingDial,
} from "../src/transport/polling";
import { FakeClock } from "./fakes";

interface Flight extends HttpRequest {
  /** Seconds that the server may wait, or `leave`. */
  wait: string;
  aborted: boolean;
  answer(status: number, text: string): void;
  alive(): void;
}

let clock: FakeClock;
let flights: Flight[];
let heard: string[];
let hidden: boolean;
let refusals: number[];

const http: Http = (request, done, alive) => {
  const wait = new URL(request.url).searchParams.get("_pywebio_poll") ?? "";
  const flight: Flight = { ...request, wait, aborted: false, answer: done, alive };
  flights.push(flight);
  return () => {
    flight.aborted = true;
  };
};

const handlers: CarrierHandlers = {
  opened: () => heard.push("opened"),
  message: (text) => heard.push(text),
  lost: () => heard.push("lost"),
};

function dialler(interval?: number) {
  return pollingDial({
    url: "http://host/tool?app=a",
    http,
    clock,
    newId: () => "line-of-the-page-1",
    hidden: () => hidden,
    refused: (status) => refusals.push(status),
    ...(interval !== undefined && { interval }),
  });
}

/** A carrier whose server lets requests wait for so many seconds. */
function open(wait: number, interval?: number): Carrier {
  const carrier = dialler(interval)(handlers);
  clock.pass(0);
  carrier.send("hello");
  answer({ first: 1, wait }, "welcome");
  return carrier;
}

const last = (): Flight => flights.at(-1) as Flight;

function answer(head: object, ...frames: string[]): void {
  last().answer(200, [JSON.stringify(head), ...frames].join("\n"));
}

beforeEach(() => {
  clock = new FakeClock();
  flights = [];
  heard = [];
  refusals = [];
  hidden = false;
});

describe("a line over HTTP", () => {
  it("begins with a post, and names itself in a header only", () => {
    const carrier = dialler()(handlers);
    expect(heard).toEqual([]);
    clock.pass(0);
    expect(heard).toEqual(["opened"]);
    carrier.send("hello");
    expect(last()).toMatchObject({ body: "hello", line: "line-of-the-page-1" });
    expect(last().url).toBe("http://host/tool?app=a&_pywebio_poll=0.1");
    expect(last().url).not.toContain("line-of");
  });

  it("posts several frames together, in bodies that any proxy takes", () => {
    const carrier = open(20);
    carrier.send("a".repeat(1000));
    const frames = Array.from({ length: 10 }, (_, n) => `${n}`.repeat(10_000));
    for (const frame of frames) carrier.send(frame);
    const bodies: string[] = [];
    while (bodies.length < 10) {
      const post = flights.filter((flight) => flight.body !== undefined).at(-1) as Flight;
      if (bodies.at(-1) === post.body) break;
      bodies.push(post.body as string);
      post.answer(200, JSON.stringify({ first: 2, wait: 20 }));
    }
    expect(bodies.join("\n")).toBe(["a".repeat(1000), ...frames].join("\n"));
    for (const body of bodies) expect(body.length).toBeLessThan(33_000);
  });

  it("hands on the frames of each answer in their order", () => {
    open(20);
    answer({ first: 2, wait: 20 }, "a", "b");
    answer({ first: 4, wait: 20 }, "c");
    expect(heard).toEqual(["opened", "welcome", "a", "b", "c"]);
  });

  it("puts answers that overtake each other in order", () => {
    const carrier = open(20);
    const poll = last();
    carrier.send("event");
    answer({ first: 3, wait: 20 }, "second");
    expect(heard).not.toContain("second");
    poll.answer(200, '{"first":2,"wait":20}\nfirst');
    expect(heard.slice(-2)).toEqual(["first", "second"]);
  });

  it("is lost when frames do not come", () => {
    open(0);
    clock.pass(PAUSE_FIRST);
    answer({ first: 5 }, "late");
    expect(heard.at(-1)).toBe("lost");
  });

  it("posts one request at a time, with all that waits", () => {
    const carrier = open(20);
    carrier.send("a");
    carrier.send("b");
    carrier.send("c");
    expect(flights.filter(({ body }) => body !== undefined).map(({ body }) => body)).toEqual([
      "hello",
      "a",
    ]);
    answer({ first: 2, wait: 20 });
    expect(last().body).toBe("b\nc");
  });

  it("splits what is too much for one request", () => {
    const carrier = open(20);
    carrier.send("first");
    for (let frame = 0; frame < 250; frame += 1) carrier.send("x");
    answer({ first: 2, wait: 20 });
    expect(last().body?.split("\n").length).toBe(100);
  });

  it("ends when the server says so, after the last frames", () => {
    open(20);
    answer({ first: 2, over: true }, "bye");
    expect(heard.slice(-2)).toEqual(["bye", "lost"]);
    expect(clock.planned).toBe(0);
  });

  it.each([0, 410, 500, 502])("is lost with an answer %d", (status) => {
    open(20);
    last().answer(status, "");
    expect(heard.at(-1)).toBe("lost");
    expect(refusals).toEqual([]);
  });

  it("is lost with an answer that is none of ours", () => {
    open(20);
    last().answer(200, "<html>Please log in</html>");
    expect(heard.at(-1)).toBe("lost");
  });

  it.each([404, 405, 501])("that is not taken is told: %d", (status) => {
    const carrier = dialler()(handlers);
    clock.pass(0);
    carrier.send("hello");
    last().answer(status, "");
    expect(refusals).toEqual([status]);
    expect(heard.at(-1)).toBe("lost");
  });

  it("gives up a request that is not answered in time", () => {
    open(0);
    clock.pass(PAUSE_FIRST + LATE);
    expect(last().aborted).toBe(true);
    expect(heard.at(-1)).toBe("lost");
  });

  it("waits for an answer that comes slowly", () => {
    open(0);
    clock.pass(PAUSE_FIRST);
    for (let part = 0; part < 5; part += 1) {
      clock.pass(LATE - 1);
      last().alive();
    }
    answer({ first: 2 }, "a");
    expect(heard.at(-1)).toBe("a");
    clock.pass(PAUSE_FIRST);
    last().alive();
    clock.pass(LATE);
    expect(heard.at(-1)).toBe("lost");
    expect(clock.planned).toBe(0);
  });

  it("has more time for more that it posts", () => {
    const carrier = open(0);
    carrier.send("x".repeat(500_000));
    clock.pass(LATE + 50_000);
    expect(last().aborted).toBe(false);
  });

  it("says goodbye, and hears nothing more", () => {
    const carrier = open(20);
    const poll = last();
    carrier.send("a");
    carrier.send("ack", true);
    carrier.close();
    expect(last()).toMatchObject({ wait: "leave", last: true, body: "ack" });
    expect(poll.aborted).toBe(true);
    poll.answer(200, '{"first":2}\nx');
    expect(heard).toEqual(["opened", "welcome"]);
    expect(clock.planned).toBe(0);
  });

  it("that was never answered leaves without a word", () => {
    const carrier = dialler()(handlers);
    clock.pass(0);
    carrier.send("hello");
    carrier.close();
    expect(flights.length).toBe(1);
  });
});

describe("long polls", () => {
  it("follow each other without a pause", () => {
    open(20);
    expect(last()).toMatchObject({ wait: String(PATIENCE_FIRST) });
    expect(last().body).toBeUndefined();
    answer({ first: 2, wait: 20 }, "a");
    expect(flights.length).toBe(3);
  });

  it("let events pass beside them without a wait", () => {
    const carrier = open(20);
    carrier.send("event");
    expect(last()).toMatchObject({ wait: "0", body: "event" });
  });

  it("grow as long as nothing cuts them, up to what the server affords", () => {
    open(20);
    const waits: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      waits.push(last().wait);
      clock.pass(Number(last().wait) * 1000);
      answer({ first: 2, wait: 20 });
    }
    expect(waits).toEqual(["4", "8", "16", "20"]);
  });

  it("become shorter for good when a proxy cuts them", () => {
    const dial = dialler();
    const begin = () => {
      const carrier = dial(handlers);
      clock.pass(0);
      carrier.send("hello");
      answer({ first: 1, wait: 20 }, "welcome");
    };
    begin();
    clock.pass(4000);
    answer({ first: 2, wait: 20 });
    expect(last().wait).toBe("8");
    clock.pass(5000);
    last().answer(504, "");
    begin();
    for (let round = 0; round < 3; round += 1) {
      expect(last().wait).toBe("4");
      clock.pass(4000);
      answer({ first: 2, wait: 20 });
    }
  });
});

describe("short polls", () => {
  const nextPause = (): number => {
    const count = flights.length;
    const started = clock.now();
    while (flights.length === count) clock.pass(1);
    return clock.now() - started;
  };

  it("come soon after something has happened, then ever more seldom", () => {
    const carrier = open(0);
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      pauses.push(nextPause());
      answer({ first: 2 });
    }
    expect(pauses[0]).toBe(PAUSE_FIRST);
    expect(pauses.at(-1)).toBe(PAUSE_MOST);
    carrier.send("event");
    answer({ first: 2 });
    expect(nextPause()).toBe(PAUSE_FIRST);
    answer({ first: 2 }, "frame");
    expect(nextPause()).toBe(PAUSE_FIRST);
  });

  it("wait no longer than the address says", () => {
    open(0, 250);
    for (let round = 0; round < 8; round += 1) {
      expect(nextPause()).toBeLessThanOrEqual(250);
      answer({ first: 2 });
    }
  });

  it("take acknowledgements along, but events do not wait", () => {
    const carrier = open(0);
    carrier.send("ack", true);
    expect(flights.length).toBe(1);
    nextPause();
    expect(last().body).toBe("ack");
    answer({ first: 2 });
    carrier.send("event");
    expect(last().body).toBe("event");
  });

  it("are all that a page in the background makes", () => {
    hidden = true;
    open(20);
    expect(nextPause()).toBe(PAUSE_HIDDEN);
    expect(last().wait).toBe("0");
  });
});
