// The script in the head of the page: what it opens, and what becomes of that.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { VERSION } from "../src/protocol";
import type { Carrier } from "../src/transport/connection";
import { type EarlySocket, takeEarly } from "../src/transport/early";
import { socketUrl, websocketDial } from "../src/transport/websocket";
import { FakeClock } from "./fakes";

const page = window as unknown as {
  webioSocket?: FakeSocket;
  happyDOM: { setURL(url: string): void };
};
const root = document.documentElement;
let sockets: FakeSocket[];

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  readyState = 0;
  at = 0;
  view = "";
  greeted = false;
  heard: MessageEvent[] = [];
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    sockets.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}

/** Run the script at an address of a page that the server has made for an application. */
async function run(address: string, app?: string): Promise<string[]> {
  page.happyDOM.setURL(address);
  if (app !== undefined) root.dataset.webioSocket = app;
  vi.resetModules();
  await import("../src/head");
  return sockets.map(({ url }) => url);
}

beforeEach(() => {
  sockets = [];
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  delete page.webioSocket;
  delete root.dataset.webioSocket;
  delete root.dataset.bsTheme;
  sessionStorage.clear();
  localStorage.clear();
});

it.each([
  ["http://localhost/tool", ""],
  ["https://example.org/", ""],
  ["https://example.org/tool/?x=1&_pywebio_debug=1#part", "a"],
  ["http://localhost:8080/?app=other&x=%20", "a"],
  ["http://localhost/?app=", "a"],
  ["http://localhost/?pywebio_api=", "ü&b"],
])("opens the very socket that the page will want: %s", async (address, app) => {
  const opened = await run(address, app);
  const url = new URL(address);
  const wanted = url.searchParams.get("app") ?? app;
  url.search = url.hash = "";
  expect(opened).toEqual([socketUrl(url, wanted)]);
});

it("opens nothing where the page will not talk that way", async () => {
  expect(await run("http://localhost/tool")).toEqual([]);
  expect(await run("http://localhost/tool?pywebio_api=http://other/", "a")).toEqual([]);
  sessionStorage.setItem("pywebio-http http://localhost/tool", "1");
  expect(await run("http://localhost/tool?x=1", "a")).toEqual([]);
});

it("opens nothing for a page that is made ahead of time", async () => {
  Object.defineProperty(document, "prerendering", { value: true, configurable: true });
  expect(await run("http://localhost/tool", "a")).toEqual([]);
  Reflect.deleteProperty(document, "prerendering");
});

it("decides on the colours though no socket can be opened", async () => {
  vi.stubGlobal("WebSocket", () => {
    throw new Error("blocked");
  });
  localStorage.setItem("pywebio-scheme", "dark");
  await run("http://localhost/tool", "");
  expect(root.dataset.bsTheme).toBe("dark");
});

/** The kind of load that the browser tells of. */
function loadedBy(type: string): void {
  const entries = [{ type }] as unknown as PerformanceEntryList;
  vi.spyOn(performance, "getEntriesByType").mockReturnValue(entries);
}

function open(): FakeSocket {
  const [socket] = sockets as [FakeSocket];
  socket.readyState = FakeSocket.OPEN;
  socket.onopen?.();
  return socket;
}

it("introduces the page as soon as the socket is open", async () => {
  await run("https://example.org/tool?app=other&x=%20", "a");
  expect(sockets[0]?.sent).toEqual([]);
  const { sent, view } = open();
  expect(view).toMatch(/^[A-Za-z0-9_-]{22,64}$/);
  expect(sent.map((text) => JSON.parse(text))).toEqual([
    {
      type: "hello",
      version: VERSION,
      view,
      app: "other",
      path: "/tool",
      query: "app=other&x=%20",
      navigation: "navigate",
      facts: expect.objectContaining({ width: innerWidth, dark: false }),
    },
  ]);
});

it("tells the time zone though the browser has but one of two ways to say it", async () => {
  const zone = (socket: FakeSocket) => JSON.parse(socket.sent[0] ?? "").facts.time_zone;
  await run("http://localhost/tool", "a");
  vi.stubGlobal("Temporal", undefined);
  expect(zone(open())).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  vi.stubGlobal("Temporal", { Now: { timeZoneId: () => "Europe/Berlin" } });
  sockets = [];
  await run("http://localhost/tool", "a");
  expect(zone(open())).toBe("Europe/Berlin");
});

it.each(["reload", "back_forward"])("leaves it to the main script after a %s", async (type) => {
  loadedBy(type);
  await run("http://localhost/tool", "a");
  expect(open().sent).toEqual([]);
});

it("leaves it to the main script where all that is said is to be logged", async () => {
  await run("http://localhost/tool?_pywebio_debug=1", "a");
  expect(open().sent).toEqual([]);
});

it("opens a socket that only one client may take", async () => {
  await run("http://localhost/tool", "a");
  expect(takeEarly()).toBe(sockets[0]);
  expect(takeEarly()).toBeUndefined();
});

const URL_HERE = "ws://localhost/tool";

function dial(early?: FakeSocket, clock = new FakeClock(), url = URL_HERE) {
  const handlers = { opened: vi.fn(), message: vi.fn(), lost: vi.fn() };
  const redial = websocketDial(url, clock, early as unknown as EarlySocket);
  return { ...handlers, carrier: redial(handlers) as Carrier, redial: () => redial(handlers) };
}

const message = (data: string): MessageEvent => new MessageEvent("message", { data });

function early(given: Partial<FakeSocket> = {}): FakeSocket {
  return Object.assign(new FakeSocket(URL_HERE), { readyState: FakeSocket.OPEN, ...given });
}

it("is taken over while it opens, once", async () => {
  const socket = early({ readyState: FakeSocket.CONNECTING });
  const { opened, redial } = dial(socket);
  await Promise.resolve();
  expect(sockets).toEqual([socket]);
  expect(opened).not.toHaveBeenCalled();
  socket.onopen?.();
  expect(opened).toHaveBeenCalledOnce();
  redial();
  expect(sockets).toHaveLength(2);
});

it("is taken over when it is open, and tells so when the carrier is there", async () => {
  const socket = early();
  const { opened, message, carrier } = dial(socket);
  expect(opened).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(opened).toHaveBeenCalledOnce());
  carrier.send("hello");
  expect(socket.sent).toEqual(["hello"]);
  socket.onmessage?.({ data: "welcome" });
  expect(message).toHaveBeenCalledWith("welcome");
});

it("is taken over with what has come, and without a second hello", async () => {
  const heard = [message("welcome"), message("[1]")];
  const socket = early({ greeted: true, heard, at: -60_000 });
  const told = dial(socket);
  expect(told.message).not.toHaveBeenCalled();
  await Promise.resolve();
  socket.onmessage?.({ data: "[2]" });
  expect(told.message.mock.calls).toEqual([["welcome"], ["[1]"], ["[2]"]]);
  expect(told.opened).not.toHaveBeenCalled();
  expect(told.lost).not.toHaveBeenCalled();
});

it("hands over the last words of a server that has closed it", async () => {
  const { message: told, lost } = dial(
    early({ greeted: true, heard: [message("bye")], readyState: 3 }),
  );
  await Promise.resolve();
  expect(told).toHaveBeenCalledWith("bye");
  expect(lost).toHaveBeenCalledOnce();
});

it("says nothing once its carrier was closed", async () => {
  const told = dial(early());
  told.carrier.close();
  const heard = [message("welcome"), message("[1]")];
  const closing = dial(early({ greeted: true, heard }));
  closing.message.mockImplementation(() => closing.carrier.close());
  await Promise.resolve();
  expect(told.opened).not.toHaveBeenCalled();
  expect(closing.message.mock.calls).toEqual([["welcome"]]);
  expect(closing.lost).not.toHaveBeenCalled();
});

it.each([
  ["has failed", { readyState: 3 }, URL_HERE],
  ["has failed after its hello", { readyState: 3, greeted: true }, URL_HERE],
  ["is old, and nothing was said on it", { at: -8000 }, URL_HERE],
  ["leads elsewhere", { greeted: true, heard: [message("welcome")] }, "ws://localhost/other"],
])("another one is opened when it %s", (_, given, url) => {
  const socket = early(given);
  dial(socket, new FakeClock(), url);
  expect(sockets).toHaveLength(2);
  expect(sockets[1]?.url).toBe(url);
  expect(socket.readyState).toBe(3);
});
