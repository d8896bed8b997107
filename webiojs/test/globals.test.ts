import { beforeEach, expect, it, vi } from "vitest";
import type { Client } from "../src/client";
import { publish } from "../src/globals";

interface Page {
  WebIO: {
    openApp(name: string, newWindow: boolean): void;
    pushData(value: unknown, callback: number | string): void;
    message_tpl: Record<string, Record<string, string>>;
    startWebIOClient(options: unknown): unknown;
    _state: { CurrentSession: { closed(): boolean } | null };
  };
  require: ((...args: unknown[]) => void) & { config(options: unknown): void };
  requirejs: unknown;
  define: unknown;
  $: unknown;
  jQuery: unknown;
}

const page = window as unknown as Page;

function fakeClient() {
  return {
    over: false,
    connection: { state: "open", end: vi.fn() },
    onEnd: [] as (() => void)[],
    send: vi.fn(),
    appUrl: (name: string) => `/?app=${name}`,
    status: { say: vi.fn(), open: vi.fn() },
    libraryUrl: (): string | undefined => undefined,
  };
}

beforeEach(() => {
  for (const name of ["require", "requirejs", "define", "$", "jQuery"] as const) {
    Reflect.deleteProperty(window, name);
  }
});

it("sends data to a callback", () => {
  const client = fakeClient();
  publish(client as unknown as Client, () => client as unknown as Client);
  page.WebIO.pushData({ a: 1 }, "12");
  expect(client.send).toHaveBeenCalledWith({ event: "callback", callback: 12, value: { a: 1 } });
});

it("opens another application, and offers it when the browser holds the window back", () => {
  const client = fakeClient();
  publish(client as unknown as Client, () => client as unknown as Client);
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  page.WebIO.openApp("other", true);
  expect(open).toHaveBeenCalledWith("/?app=other");
  expect(client.status.say).toHaveBeenCalledTimes(1);
  client.status.say.mock.calls[0]?.[1].run();
  expect(open).toHaveBeenCalledTimes(2);
});

it("says what is missing on a page without application, until one is embedded", () => {
  const client = fakeClient();
  publish(null, () => client as unknown as Client);
  expect(() => page.WebIO.pushData(1, 1)).toThrow("no application");
  expect(page.WebIO._state.CurrentSession).toBeNull();
  page.WebIO.startWebIOClient({});
  page.WebIO.pushData(1, 1);
  expect(client.send).toHaveBeenCalled();
  expect(page.WebIO._state.CurrentSession?.closed()).toBe(false);
});

it("gives the texts of the page away to be changed", () => {
  publish(null, vi.fn());
  expect(page.WebIO.message_tpl.en?.submit).toBe("Submit");
});

it("keeps what is asked of RequireJS until it is there", () => {
  publish(null, vi.fn());
  const appended = vi.spyOn(document.head, "append").mockReturnValue();
  expect((page.define as { amd?: unknown }).amd).toBeUndefined();
  page.require.config({ paths: { a: "b" } });
  page.require(["a"], "callback");
  expect(appended).toHaveBeenCalledTimes(1);
  const calls: unknown[] = [];
  const real = Object.assign((...args: unknown[]) => calls.push(args), {
    config: (options: unknown) => calls.push(options),
  });
  Object.assign(window, { require: real, requirejs: real, define: vi.fn() });
  dispatchEvent(new Event("pywebio-require"));
  expect(calls).toEqual([{ paths: { a: "b" } }, [["a"], "callback"]]);
});

it("tells RequireJS where Plotly is", () => {
  const client = { ...fakeClient(), libraryUrl: (name: string) => `/tool?library=${name}` };
  publish(client as unknown as Client, vi.fn());
  const config = vi.fn();
  Object.assign(window, { require: Object.assign(vi.fn(), { config }) });
  dispatchEvent(new Event("pywebio-require"));
  expect(config).toHaveBeenCalledWith({ paths: { plotly: "/tool?library=plotly" } });
});

it("leaves jQuery and RequireJS of the page itself alone", () => {
  const own = () => "own";
  Object.assign(window, { $: own, require: own });
  publish(null, vi.fn());
  expect(page.$).toBe(own);
  expect(page.require).toBe(own);
});

it("lets a script bring its own jQuery", () => {
  publish(null, vi.fn());
  const own = () => "own";
  page.$ = own;
  expect(page.$).toBe(own);
});
