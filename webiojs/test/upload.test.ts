// Files in parts: several at a time, smaller when a proxy wants that, again until they have arrived.

import { beforeEach, expect, test, vi } from "vitest";
import { fileSize } from "../src/page/size";
import {
  browserPost,
  IN_FLIGHT,
  LEAST_PART,
  PART,
  type Post,
  STALLED_AFTER,
  TARGET,
  Uploader,
} from "../src/transport/upload";
import { FakeClock } from "./fakes";

interface Request {
  id: string;
  slot: number;
  size: number;
  offset: number;
  bytes: number;
  body: Blob;
  aborted: boolean;
  progress(bytes: number): void;
  answer(status: number, most?: number): void;
}

let clock: FakeClock;
/** Requests that are on their way, and all that ever were. */
let open: Request[];
let all: Request[];
let known: boolean;
let uploader: Uploader;
let changes: number;

const changed = (): void => {
  changes += 1;
};

const post: Post = (url, body, progress, done) => {
  const [slot, id, size, offset] = url.split("/");
  const request: Request = {
    id: id as string,
    slot: Number(slot),
    size: Number(size),
    offset: Number(offset),
    bytes: body.size,
    body,
    aborted: false,
    progress,
    answer(status, most) {
      open = open.filter((other) => other !== request);
      done(status, most);
    },
  };
  open.push(request);
  all.push(request);
  return () => {
    request.aborted = true;
    open = open.filter((other) => other !== request);
  };
};

const blob = (bytes: number): Blob => new Blob([new Uint8Array(bytes)]);
const places = (requests = open): number[][] => requests.map((one) => [one.offset, one.bytes]);

/** A server that takes at most so many bytes at once; returns what arrived, by offset. */
function serve(most = Number.POSITIVE_INFINITY): Map<number, number> {
  const arrived = new Map<number, number>();
  for (let one = open[0]; one !== undefined; one = open[0]) {
    if (one.bytes > most) one.answer(413);
    else {
      arrived.set(one.offset, one.bytes);
      one.answer(200);
    }
  }
  return arrived;
}

function covers(arrived: Map<number, number>, size: number): boolean {
  let end = 0;
  for (const [offset, bytes] of [...arrived].sort(([a], [b]) => a - b)) {
    if (offset !== end) return false;
    end += bytes;
  }
  return end === size;
}

beforeEach(() => {
  clock = new FakeClock();
  open = [];
  all = [];
  known = true;
  changes = 0;
  let ids = 0;
  uploader = new Uploader({
    post,
    clock,
    random: () => 1,
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
    address: (slot, id, size, offset) => (known ? [slot, id, size, offset].join("/") : null),
  });
});

test("a file goes in parts, several at a time, until it is there", () => {
  const size = 5 * PART + 7;
  const sending = uploader.send(blob(size), 3, changed);
  expect(places()).toEqual([0, 1, 2].map((part) => [part * PART, PART]));
  expect(open[0]).toMatchObject({ id: "id1", slot: 3, size });
  expect(covers(serve(), size)).toBe(true);
  expect(sending).toMatchObject({ state: "done", sent: size, id: "id1" });
  expect(all).toHaveLength(6);
  expect(clock.planned).toBe(0);
});

test("an empty file is sent too", () => {
  const sending = uploader.send(blob(0), 1, changed);
  expect(places()).toEqual([[0, 0]]);
  serve();
  expect(sending.state).toBe("done");
});

test("progress is what has left, in the parts on their way too", () => {
  const sending = uploader.send(blob(2 * PART), 1, changed);
  open[0]?.progress(1000);
  open[1]?.progress(PART + 50);
  expect(sending.sent).toBe(1000 + PART);
  open[1]?.answer(200);
  expect(sending.sent).toBe(1000 + PART);
  expect(changes).toBe(3);
});

test("files follow one another, never more requests than a browser has for a host", () => {
  const first = uploader.send(blob(2 * PART), 1, changed);
  const second = uploader.send(blob(2 * PART), 1, changed);
  expect(open.map(({ id }) => id)).toEqual(["id1", "id1", "id2"]);
  expect(open).toHaveLength(IN_FLIGHT);
  serve();
  expect([first.state, second.state]).toEqual(["done", "done"]);
});

test("parts are halved when a proxy refuses the size, and stay small", () => {
  const size = 4 * PART;
  const sending = uploader.send(blob(size), 1, changed);
  const arrived = serve(100_000);
  expect(covers(arrived, size)).toBe(true);
  expect(Math.max(...arrived.values())).toBe(PART / 8);
  expect(sending.state).toBe("done");
  const before = all.length;
  uploader.send(blob(PART), 1, changed);
  serve(100_000);
  expect(all.slice(before).every(({ bytes }) => bytes <= 100_000)).toBe(true);
});

/** What the server of these tests takes. */
const MOST = 6 * PART;

/** Answer what is on its way, after so long. */
function answerAll(took: number, status = 200): void {
  const flying = [...open];
  clock.pass(took);
  for (const one of flying) one.answer(status, MOST);
}

const many = (bytes: number): number[] => Array<number>(IN_FLIGHT).fill(bytes);

const sizes = (): number[] => places().map(([, bytes]) => bytes as number);

test("parts become as large as arrives in half a second, up to what the server takes", () => {
  const size = 100 * PART;
  const sending = uploader.send(blob(size), 1, changed);
  answerAll(TARGET / 4);
  expect(sizes()).toEqual(many(4 * PART));
  answerAll(TARGET / 4);
  expect(sizes()).toEqual(many(MOST));
  answerAll(0);
  expect(sizes()).toEqual(many(MOST));
  while (open.length > 0) answerAll(0);
  expect(sending).toMatchObject({ state: "done", sent: size });
  expect(covers(new Map(all.map(({ offset, bytes }) => [offset, bytes])), size)).toBe(true);
});

test("parts stay as they are on a slow line, and where the server does not say more", () => {
  uploader.send(blob(100 * PART), 1, changed);
  answerAll(TARGET);
  expect(sizes()).toEqual(many(PART));
  answerAll(20 * TARGET);
  expect(sizes()).toEqual(many(PART));
  for (const one of [...open]) one.answer(200);
  expect(sizes()).toEqual(many(PART));
});

test("the rest of a file says nothing of the line", () => {
  uploader.send(blob(1), 1, changed);
  uploader.send(blob(100 * PART), 1, changed);
  open[0]?.answer(200, MOST);
  expect(open.at(-1)?.bytes).toBe(PART);
});

test("parts become smaller again on a line that has become slow", () => {
  uploader.send(blob(100 * PART), 1, changed);
  answerAll(0);
  expect(sizes()).toEqual(many(MOST));
  answerAll(TARGET * 2);
  expect(sizes()).toEqual(many(MOST / 2));
  answerAll(TARGET * 20);
  expect(sizes()).toEqual(many(PART));
  answerAll(0);
  expect(sizes()).toEqual(many(MOST));
});

test.each([413, 0, 503])(
  "what has not come through (%i) is not tried again in that size",
  (status) => {
    const size = 60 * PART;
    const sending = uploader.send(blob(size), 1, changed);
    answerAll(0);
    answerAll(0, status);
    clock.pass(250);
    expect(sizes()).toEqual(many(MOST / 2));
    while (open.length > 0) answerAll(0);
    expect(sending).toMatchObject({ state: "done", sent: size });
    const before = all.length;
    uploader.send(blob(size), 1, changed);
    while (open.length > 0) answerAll(0);
    const later = all.slice(before).map(({ bytes }) => bytes);
    expect(Math.max(...later)).toBe(MOST / 2);
  },
);

test("a line that breaks again and again brings parts down to the usual size, no further", () => {
  const sending = uploader.send(blob(60 * PART), 1, changed);
  answerAll(0);
  for (let round = 0; round < 10; round += 1) {
    answerAll(0, 0);
    clock.pass(10_000);
  }
  expect(Math.max(...sizes())).toBe(PART);
  while (open.length > 0) answerAll(0);
  expect(sending.state).toBe("done");
});

test.each([
  ['{"received":3,"most":4096}', 4096],
  ['{"received":3}', 0],
  ["<html>", 0],
  ["", 0],
  ["null", 0],
  ['{"most":"many"}', 0],
])("the answer %j says how large parts may be: %i", (text, most) => {
  const requests: FakeRequest[] = [];
  class FakeRequest {
    upload = {};
    status = 200;
    responseText = text;
    onloadend: (() => void) | null = null;
    open(): void {}
    setRequestHeader(): void {}
    send(): void {
      requests.push(this);
    }
  }
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  const answers: unknown[] = [];
  browserPost(
    "/",
    blob(1),
    () => undefined,
    (...answer) => answers.push(answer),
  );
  requests[0]?.onloadend?.();
  expect(answers).toEqual([[200, most]]);
  vi.unstubAllGlobals();
});

test("a proxy that takes nothing at all ends it", () => {
  const sending = uploader.send(blob(PART), 1, changed);
  serve(10);
  expect(sending).toMatchObject({ state: "failed", problem: "upload_failed" });
  expect(Math.min(...all.map(({ bytes }) => bytes))).toBe(LEAST_PART);
});

test.each([0, 408, 429, 500, 502, 503, 504])("after %i the part is sent again", (status) => {
  const sending = uploader.send(blob(PART), 1, changed);
  open[0]?.answer(status);
  expect(sending.state).toBe("sending");
  expect(open).toHaveLength(0);
  clock.pass(250);
  expect(places()).toEqual([[0, PART]]);
  serve();
  expect(sending.state).toBe("done");
});

test("what has arrived is not sent again after the line was lost", () => {
  const sending = uploader.send(blob(3 * PART), 1, changed);
  const [first, second, third] = open;
  second?.answer(200);
  first?.answer(0);
  third?.answer(0);
  clock.pass(250);
  expect(places().sort()).toEqual([
    [0, PART],
    [2 * PART, PART],
  ]);
  serve();
  expect(sending.state).toBe("done");
});

test("tries become rarer, but not rarer than every ten seconds", () => {
  uploader.send(blob(1), 1, changed);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    open[0]?.answer(0);
    const start = clock.now();
    while (open.length === 0) clock.pass(50);
    waits.push(clock.now() - start);
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test("a line that is open again does not wait for the next try", () => {
  const sending = uploader.send(blob(1), 1, changed);
  open[0]?.answer(0);
  uploader.wake();
  serve();
  expect(sending.state).toBe("done");
  expect(clock.planned).toBe(0);
});

test("a part of which nothing moves is sent again", () => {
  uploader.send(blob(PART), 1, changed);
  const first = all[0] as Request;
  clock.pass(STALLED_AFTER - 1);
  first.progress(10);
  clock.pass(STALLED_AFTER - 1);
  expect(first.aborted).toBe(false);
  clock.pass(1);
  expect(first.aborted).toBe(true);
  clock.pass(250);
  expect(places()).toEqual([[0, PART]]);
});

test.each([
  [507, "upload_full"],
  [404, "upload_lost"],
  [410, "upload_lost"],
  [403, "upload_failed"],
  [409, "upload_failed"],
])("%i ends it: %s", (status, problem) => {
  const sending = uploader.send(blob(4 * PART), 1, changed);
  const others = open.slice(1);
  open[0]?.answer(status);
  expect(sending).toMatchObject({ state: "failed", problem });
  expect(others.every(({ aborted }) => aborted)).toBe(true);
  expect(open).toHaveLength(0);
});

test("a file that goes wrong does not hold up the next", () => {
  const first = uploader.send(blob(3 * PART), 1, changed);
  const second = uploader.send(blob(PART), 1, changed);
  open[0]?.answer(409);
  serve();
  expect([first.state, second.state]).toEqual(["failed", "done"]);
});

test("cancelling takes back what is on its way", () => {
  const first = uploader.send(blob(10 * PART), 1, changed);
  const second = uploader.send(blob(PART), 1, changed);
  const flying = [...open];
  first.cancel();
  expect(flying.every(({ aborted }) => aborted)).toBe(true);
  flying[0]?.answer(200); // a late answer means nothing
  expect(first.state).toBe("cancelled");
  expect(open.map(({ id }) => id)).toEqual(["id2"]);
  serve();
  first.cancel();
  expect([first.state, second.state]).toEqual(["cancelled", "done"]);
});

test("all are cancelled with the session", () => {
  const both = [uploader.send(blob(1), 1, changed), uploader.send(blob(1), 1, changed)];
  uploader.cancelAll();
  expect(both.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  expect(open).toHaveLength(0);
});

test("before the server is known nothing is sent, and nothing is lost", () => {
  known = false;
  const sending = uploader.send(blob(2 * PART), 1, changed);
  expect(all).toHaveLength(0);
  known = true;
  uploader.wake();
  expect(covers(serve(), 2 * PART)).toBe(true);
  expect(sending.state).toBe("done");
});

test("a file that cannot be read any more is given up", async () => {
  const file = blob(10);
  const gone = { arrayBuffer: () => Promise.reject(new Error("gone")) } as unknown as Blob;
  const sending = uploader.send(file, 1, changed);
  vi.spyOn(file, "slice").mockReturnValue(gone);
  open[0]?.answer(0);
  await vi.waitFor(() => expect(sending.problem).toBe("file_unreadable"));
  expect(sending.state).toBe("failed");
});

test("sizes as people read them, as the server writes them", () => {
  expect([0, 1023, 1024, 1536, 20 * 2 ** 20, 1.5 * 2 ** 30, 5 * 2 ** 50].map(fileSize)).toEqual([
    "0 B",
    "1023 B",
    "1 kB",
    "1.5 kB",
    "20 MB",
    "1.5 GB",
    "5120 TB",
  ]);
});
