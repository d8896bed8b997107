// The script in the head of the page: what it opens, and what becomes of that.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Carrier } from "../src/transport/connection";
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

const URL_HERE = "ws://localhost/tool";

function dial(clock = new FakeClock(), url = URL_HERE) {
  const handlers = { opened: vi.fn(), message: vi.fn(), lost: vi.fn() };
  const redial = websocketDial(url, clock);
  return { ...handlers, carrier: redial(handlers) as Carrier, redial: () => redial(handlers) };
}

function early(state: number, at = 0): FakeSocket {
  const socket = new FakeSocket(URL_HERE);
  Object.assign(socket, { readyState: state, at });
  page.webioSocket = socket;
  return socket;
}

it("is taken over while it opens, once", () => {
  const socket = early(FakeSocket.CONNECTING);
  const { opened, redial } = dial();
  expect(sockets).toEqual([socket]);
  expect(opened).not.toHaveBeenCalled();
  socket.onopen?.();
  expect(opened).toHaveBeenCalledOnce();
  redial();
  expect(sockets).toHaveLength(2);
});

it("is taken over when it is open, and tells so when the carrier is there", async () => {
  const socket = early(FakeSocket.OPEN);
  const { opened, message, carrier } = dial();
  expect(opened).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(opened).toHaveBeenCalledOnce());
  carrier.send("hello");
  expect(socket.sent).toEqual(["hello"]);
  socket.onmessage?.({ data: "welcome" });
  expect(message).toHaveBeenCalledWith("welcome");
});

it("says nothing once its carrier was closed", async () => {
  early(FakeSocket.OPEN);
  const { opened, carrier } = dial();
  carrier.close();
  await Promise.resolve();
  expect(opened).not.toHaveBeenCalled();
});

it.each([
  ["has failed", 3, 0, URL_HERE],
  ["is old", 1, -8000, URL_HERE],
  ["leads elsewhere", 1, 0, "ws://localhost/other"],
])("another one is opened when it %s", (_, state, at, url) => {
  const socket = early(state, at);
  dial(new FakeClock(), url);
  expect(sockets).toHaveLength(2);
  expect(sockets[1]?.url).toBe(url);
  expect(socket.readyState).toBe(3);
});
