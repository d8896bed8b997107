// How the page begins: from its own configuration, its address, or within another page.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import skeleton from "../index.html?raw";
import { LIMITS, put, text } from "./fakes";

const page = window as unknown as {
  WebIO: { startWebIOClient(options: unknown): unknown };
  happyDOM: { setURL(url: string): void };
};

let dialled: string[];
let asked: string[];
let says: string;

let opened: FakeSocket[];

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  readyState = FakeSocket.CONNECTING;
  onopen: (() => void) | null = null;
  readonly sent: string[] = [];

  constructor(readonly url: string) {
    dialled.push(url);
    opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {}
}

/** Load the page at an address, with this configuration. */
async function load(address: string, config: string | null): Promise<void> {
  page.happyDOM.setURL(address);
  const body = skeleton.replace(/^[\s\S]*<body>|<\/body>[\s\S]*$/g, "");
  document.body.className = "";
  document.body.innerHTML = body;
  const element = document.getElementById("pywebio-config");
  if (config === null) element?.remove();
  else if (element !== null) element.textContent = config;
  vi.resetModules();
  const { provide } = await import("../src/lazy");
  provide("polling", await import("../src/lazy/polling"));
  await import("../src/main");
}

beforeEach(() => {
  dialled = [];
  opened = [];
  asked = [];
  says = "websocket";
  document.documentElement.lang = "en";
  document.documentElement.removeAttribute("dir");
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (url: URL | string) => {
    asked.push(String(url));
    return new Response(says);
  });
});

afterEach(() => {
  // The page is left: what it has begun does not go on beside the next one.
  window.dispatchEvent(new Event("pagehide"));
  sessionStorage.clear();
});

it("talks to where it came from", async () => {
  await load("https://example.org/tool?app=a&x=1", '{"assets": "?_pywebio_asset=", "app": "a"}');
  expect(dialled).toEqual(["wss://example.org/tool?app=a"]);
});

/** The script in the head has opened a socket, said hello on it, and heard this. */
function early(heard: unknown[], readyState: number): void {
  Object.assign(window, {
    webioSocket: Object.assign(new FakeSocket("ws://localhost/tool?app=a"), {
      at: 0,
      view: "the-view-of-the-head",
      greeted: true,
      heard: heard.map((frame) => new MessageEvent("message", { data: JSON.stringify(frame) })),
      readyState,
    }),
  });
  dialled = [];
  opened = [];
}

const OURS = '{"assets": "?_pywebio_asset=", "app": "a"}';

it("shows what has come while the script was on its way", async () => {
  const welcome = { type: "welcome", session: "key", sid: "sid", limits: LIMITS };
  early([welcome, [1, 0, put(text(1, "first output"))]], FakeSocket.OPEN);
  await load("http://localhost/tool", OURS);
  expect(document.getElementById("pywebio-scope-ROOT")?.textContent).toBe("first output");
  expect(dialled).toEqual([]);
  expect("webioSocket" in window).toBe(false);
});

it("keeps its name when it has to open another socket, so that it finds the same session", async () => {
  early([], FakeSocket.CLOSED);
  await load("http://localhost/tool", OURS);
  expect(dialled).toEqual(["ws://localhost/tool?app=a"]);
  const [socket] = opened as [FakeSocket];
  socket.readyState = FakeSocket.OPEN;
  socket.onopen?.();
  expect(JSON.parse(socket.sent[0] ?? "").view).toBe("the-view-of-the-head");
});

it("as a static file asks the back end beside it how to talk", async () => {
  await load("http://localhost/static/", "{}");
  expect(asked).toEqual(["http://localhost/static/io?test=1"]);
  await vi.waitFor(() => expect(dialled).toEqual(["ws://localhost/static/io"]));
});

it("talks by HTTP to a back end that says so", async () => {
  says = "ok";
  await load("http://localhost/static/", "{}");
  await vi.waitFor(() => expect(asked).toContain("http://localhost/static/io?_pywebio_poll=0.1"));
  expect(dialled).toEqual([]);
});

it("talks by HTTP to the server that made it, if that has no WebSockets", async () => {
  await load("http://localhost/tool?app=a", '{"assets": "?_pywebio_asset=", "transport": "http"}');
  await vi.waitFor(() => expect(asked).toContain("http://localhost/tool?_pywebio_poll=0.1"));
  expect(dialled).toEqual([]);
});

it("shows why it talks to nobody", async () => {
  await load("http://localhost/?pywebio_api=http://elsewhere.example/", "{}");
  expect(dialled).toEqual([]);
  expect(document.querySelector("[role=alert]")?.textContent).toContain("elsewhere.example");
});

it("shows the theme that it was told", async () => {
  await load("http://localhost/", '{"theme": "dark"}');
  expect(document.body.classList.contains("webio-theme-dark")).toBe(true);
  expect(document.documentElement.dataset.bsTheme).toBe("dark");
});

it("has its language before it talks to anybody", async () => {
  const config = {
    assets: "data:text/javascript,",
    language: "fa",
    backend: "http://localhost/io",
  };
  await load("http://localhost/", JSON.stringify(config));
  expect(dialled).toEqual([]);
  await vi.waitFor(() => expect(dialled).toHaveLength(1));
  const { t } = await import("../src/i18n");
  expect(t("submit")).toBe("ارسال");
  expect(document.documentElement.dir).toBe("rtl");
});

it("as a static file has the language of the browser", async () => {
  vi.spyOn(navigator, "language", "get").mockReturnValue("zh-CN");
  await load("http://localhost/static/", "{}");
  expect(document.documentElement.lang).toBe("zh-CN");
  // Its texts do not come here: it begins when it has waited long enough.
  await vi.waitFor(() => expect(dialled).toEqual(["ws://localhost/static/io"]), 10_000);
}, 15_000);

it("goes on in English when its language does not come", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const warned = vi.spyOn(console, "warn").mockReturnValue();
  const config = { assets: "data:text/nothing,", language: "fr", backend: "http://localhost/io" };
  await load("http://localhost/", JSON.stringify(config));
  expect(dialled).toEqual([]);
  await vi.runOnlyPendingTimersAsync();
  vi.useRealTimers();
  expect(dialled).toHaveLength(1);
  expect(warned).not.toHaveBeenCalled();
});

it("has the texts that it was told", async () => {
  await load("http://localhost/", '{"texts": {"submit": "Go on"}}');
  const { t } = await import("../src/i18n");
  expect(t("submit")).toBe("Go on");
});

it("within another page begins when it is asked to", async () => {
  await load("http://localhost/blog", null);
  expect(dialled).toEqual([]);
  document.body.innerHTML = '<div id="out"></div><div id="in"></div>';
  page.WebIO.startWebIOClient({
    output_container_elem: document.getElementById("out"),
    input_container_elem: [document.getElementById("in")],
    backend_address: "ws://localhost/app/io",
    app_name: "chat",
  });
  await vi.waitFor(() => expect(dialled).toEqual(["ws://localhost/app/io?app=chat"]));
  expect(document.querySelector("#out > #pywebio-scope-ROOT")).not.toBeNull();
});

it("begins after the scripts of the program", async () => {
  vi.spyOn(document, "readyState", "get").mockReturnValue("interactive");
  await load("https://example.org/", '{"assets": "?_pywebio_asset=", "js_code": "1 + 1"}');
  expect(dialled).toEqual([]);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  expect(dialled).toEqual(["wss://example.org/"]);
  expect(document.head.lastElementChild?.textContent).toBe("1 + 1");
  vi.restoreAllMocks();
});
