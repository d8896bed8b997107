// The whole page, loaded again: what it keeps in the tab, what it puts back and says of it.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "../../src/client";
import { RETURN_SHOWN } from "../../src/page/status";
import type { AnyCommand, AnyEvent, FormField, Output } from "../../src/protocol";
import type { Left } from "../../src/reload/memory";
import { FakeClock, FakeScheduler, FakeServer, put, text } from "../fakes";

const LIMITS = { frame_bytes: 100_000, ack_commands: 1000, ack_bytes: 100_000 };

let clock: FakeClock;
let server: FakeServer;
let scheduler: FakeScheduler;
let client: Client;
let next: number;

const find = (selector: string) => document.querySelector<HTMLElement>(selector);
const field = (name: string) => find(`[name=${name}]`) as HTMLInputElement;

/** A load of the page; the browser says how it came about. */
async function load(navigation: "navigate" | "reload", more = {}): Promise<void> {
  document.body.innerHTML = `
    <main id="output"><div id="root"></div></main>
    <div id="inputs" hidden><div id="cards"></div></div>`;
  const [output, root, inputs, cards] = ["#output", "#root", "#inputs", "#cards"].map(
    (selector) => find(selector) as HTMLElement,
  ) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([
    { type: navigation } as unknown as PerformanceEntry,
  ]);
  const settings = {
    backend: new URL("http://localhost/"),
    app: "",
    place: "here",
    debug: false,
    trace: false,
    animate: false,
    transport: "websocket" as const,
  };
  client = new Client({ root, output, inputs, cards }, settings, {
    dial: server.dial,
    clock,
    scheduler,
    storage: sessionStorage,
    channel: () => null,
    navigation: undefined,
    today: () => clock.now(),
    ...more,
  });
  next = 1;
  const lines = server.lines.length;
  client.start();
  await vi.waitFor(() => expect(server.lines).toHaveLength(lines + 1));
  server.line.open();
}

function say(...commands: AnyCommand[]): void {
  server.line.say([next, 0, ...commands]);
  next += commands.length;
  scheduler.nextFrame();
}

const snapshot = (...commands: AnyCommand[]) =>
  say({ cmd: "snapshot.begin" }, ...commands, { cmd: "snapshot.end" });

const kept = () => JSON.parse(sessionStorage.getItem("pywebio here") ?? "null") as Left | null;
const leave = () => dispatchEvent(new Event("pagehide"));
const input = (name: string, kind = "text"): FormField =>
  ({ type: "input", name, label: name, kind }) as FormField;
const form = (id: number, ...fields: FormField[]): AnyCommand => ({
  cmd: "form.show",
  form: id,
  label: "",
  fields,
});
const pin = (id: number, spec: FormField): AnyCommand => put({ type: "pin", id, field: spec });
const sent = (): AnyEvent[] =>
  server.line.batches.flatMap((batch) => (batch.events ?? []).map(([, event]) => event));

function type(name: string, value: string): void {
  field(name).value = value;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
}

/** A page with a session, on which something was shown and typed; and its next load. */
async function loadTwice(before: () => void, ...commands: AnyCommand[]): Promise<void> {
  await load("navigate");
  server.line.welcome({ limits: LIMITS });
  snapshot(...commands);
  before();
  leave();
  await load("reload");
  expect(server.line.hello.session).toBe("key");
}

beforeEach(() => {
  sessionStorage.clear();
  clock = new FakeClock();
  server = new FakeServer();
  scheduler = new FakeScheduler();
  vi.stubGlobal("scrollTo", () => undefined);
});

describe("a page that is loaded again", () => {
  const page = [put(text(1)), form(2, input("name"), input("secret", "password"))];

  it("has what was typed, but for passwords", async () => {
    await loadTwice(
      () => {
        type("name", "Ann");
        type("secret", "hush");
      },
      ...page,
    );
    expect(sessionStorage.getItem("pywebio here")).not.toContain("hush");
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    expect(field("name").value).toBe("Ann");
    expect(field("secret").value).toBe("");
    expect(client.panel.touched).toBe(true);
  });

  it("says so for a moment, and offers to start again", async () => {
    await loadTwice(() => undefined, ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    expect(find(".webio-returned")).toBeNull();
    snapshot(...page);
    expect(find(".webio-returned")?.textContent).toContain("was reloaded");
    clock.pass(RETURN_SHOWN);
    expect(find(".webio-status")).toBeNull();
  });

  it("lets that stand while the visitor is at it", async () => {
    await loadTwice(() => undefined, ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    find(".webio-returned button")?.focus();
    clock.pass(RETURN_SHOWN);
    expect(find(".webio-returned")).not.toBeNull();
  });

  it("begins anew when that is pressed", async () => {
    const reload = vi.spyOn(location, "reload").mockReturnValue();
    await loadTwice(() => undefined, ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    find(".webio-returned button")?.click();
    expect(reload).toHaveBeenCalledTimes(1);
    client.comeback.leave();
    expect(kept()).toBeNull();
  });

  it("has nothing of a session that it does not get back", async () => {
    await loadTwice(() => type("name", "Ann"), ...page);
    server.line.welcome({ limits: LIMITS, session: "other" });
    snapshot(...page);
    expect(field("name").value).toBe("");
    expect(find(".webio-status")).toBeNull();
    expect(kept()?.session).toBe("other");
  });

  it("does not give back what the program has changed meanwhile", async () => {
    await loadTwice(
      () => {
        type("name", "Ann");
        say({ cmd: "form.update", form: 2, name: "name", attributes: { value: "Bob" } });
      },
      ...page,
    );
    expect(kept()?.forms).toEqual({});
  });

  it("keeps large pins, which the server does not have", async () => {
    const large = "x".repeat(20_000);
    const pins = [pin(1, input("big")), pin(2, input("small")), pin(3, input("p", "password"))];
    await loadTwice(
      () => {
        type("big", large);
        type("small", "few");
        type("p", "hush");
      },
      ...pins,
    );
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...pins);
    expect(field("big").value).toBe(large);
    expect(field("p").value).toBe("");
    expect(sessionStorage.getItem("pywebio here")).not.toContain("hush");
  });
});

describe("the focus", () => {
  const page = [
    pin(3, input("note")),
    form(2, input("name"), input("town"), input("secret", "password")),
  ];

  /** The focus as the load before had it, back on the next one. */
  async function comeBack(before: () => void, meanwhile = () => {}): Promise<void> {
    await loadTwice(before, ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  it("is in the field of a form where it was, and so is the caret", async () => {
    await comeBack(() => {
      type("town", "Rome");
      field("town").focus();
      field("town").setSelectionRange(1, 3, "backward");
    });
    expect(document.activeElement).toBe(field("town"));
    expect(field("town").value).toBe("Rome");
    expect([field("town").selectionStart, field("town").selectionEnd]).toEqual([1, 3]);
  });

  it("is in a field of the page", async () => {
    const note = (value: string) =>
      put({ type: "pin", id: 3, field: input("note"), value } as Output);
    await loadTwice(() => {
      field("note").focus();
      field("note").setSelectionRange(4, 4);
    }, note("half a thou"));
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(note("half a thou"), form(2, input("name")));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(document.activeElement).toBe(field("note"));
    expect(field("note").selectionStart).toBe(4);
  });

  it("is on a button", async () => {
    const submit = () => find("form [type=submit]");
    await comeBack(() => submit()?.focus());
    expect(document.activeElement).toBe(submit());
  });

  it("is on no button in place of an editor that is not there yet", async () => {
    const editor = document.createElement("textarea");
    await comeBack(() => {
      find("form .card-body")?.prepend(editor);
      editor.focus();
    });
    expect(kept()?.focus?.tag).toBe("TEXTAREA");
    expect(document.activeElement).toBe(field("name"));
  });

  it("says nothing of a password", async () => {
    await comeBack(() => {
      type("secret", "hush");
      field("secret").focus();
    });
    expect(document.activeElement).toBe(field("secret"));
    expect(kept()?.focus?.selection).toBeNull();
  });

  it.each(["pointerdown", "keydown"])("stays where the visitor is by now (%s)", async (name) => {
    await comeBack(
      () => field("town").focus(),
      () => {
        field("note").focus();
        field("note").dispatchEvent(new Event(name, { bubbles: true }));
      },
    );
    expect(document.activeElement).toBe(field("note"));
  });

  it("does not mind the keys that were held for the reload", async () => {
    const event = new KeyboardEvent("keydown", { key: "Control" });
    await comeBack(
      () => field("town").focus(),
      () => dispatchEvent(event),
    );
    expect(document.activeElement).toBe(field("town"));
  });

  it("is nowhere else when the form has gone", async () => {
    await loadTwice(() => field("town").focus(), ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(pin(3, input("note")), form(4, input("name")));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(document.activeElement).toBe(field("name"));
  });
});

describe("events that were not confirmed", () => {
  const buttons: Output = { type: "buttons", id: 5, callback: 9, buttons: [{ label: "go" }] };
  const page = [put(buttons), form(2, input("name"), input("secret", "password"))];
  const click = () => find(".webio-buttons button, button.btn")?.click();

  it("are sent by the next load", async () => {
    await loadTwice(click, ...page);
    server.line.welcome({ limits: LIMITS, returned: true });
    expect(sent()).toEqual([{ event: "callback", callback: 9, value: 0 }]);
  });

  it("are asked about when they are old", async () => {
    await loadTwice(click, ...page);
    clock.pass(30_001);
    server.line.open();
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    expect(sent()).toEqual([]);
    expect(find(".webio-unsent")?.textContent).toContain("was not sent");
    find(".webio-unsent button")?.click();
    expect(sent()).toEqual([{ event: "callback", callback: 9, value: 0 }]);
    expect(find(".webio-status")).toBeNull();
  });

  it("may be discarded then", async () => {
    await loadTwice(click, ...page);
    clock.pass(30_001);
    server.line.open();
    server.line.welcome({ limits: LIMITS, returned: true });
    snapshot(...page);
    find(".webio-unsent button:last-child")?.click();
    expect(find(".webio-status")).toBeNull();
    expect(sent()).toEqual([]);
  });

  it("with passwords, and answers to scripts, are not kept", async () => {
    await loadTwice(
      () => {
        type("secret", "hush");
        client.send({ event: "form.submit", form: 2, values: { name: "", secret: "hush" } });
        client.send({ event: "form.change", form: 2, name: "secret", value: "hush" });
        client.send({ event: "form.change", form: 2, name: "name", value: "Ann" });
        client.send({ event: "result", wait: 3, value: "hush" });
      },
      ...page,
    );
    expect(kept()?.events.map(({ event }) => event)).toEqual([
      { event: "form.change", form: 2, name: "name", value: "Ann" },
    ]);
    expect(sessionStorage.getItem("pywebio here")).not.toContain("hush");
  });
});

it("a kept script runs once in each load", async () => {
  const global = window as unknown as { runs?: number };
  global.runs = 0;
  const script: AnyCommand = {
    cmd: "script.kept",
    number: 1,
    code: "window.runs += n",
    args: { n: 1 },
  };
  await load("navigate");
  server.line.welcome({ limits: LIMITS });
  snapshot(script);
  snapshot(script);
  expect(global.runs).toBe(1);
  leave();
  await load("reload");
  server.line.welcome({ limits: LIMITS, returned: true });
  snapshot(script);
  expect(global.runs).toBe(2);
});

it("without storage the page works, and begins anew", async () => {
  await load("navigate", { storage: null });
  server.line.welcome({ limits: LIMITS });
  snapshot(put(text(1)));
  leave();
  await load("reload", { storage: null });
  expect(server.line.hello.session).toBeUndefined();
  expect(server.line.hello.earlier).toBeUndefined();
});
