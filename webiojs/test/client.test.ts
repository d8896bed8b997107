// The whole page with a server made of frames: what commands do to it, and what it says back.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "../src/client";
import { provide } from "../src/lazy";
import { GRACE } from "../src/page/status";
import type { AnyCommand, FormField, Output } from "../src/protocol";
import type { Post } from "../src/transport/upload";
import { FakeClock, FakeScheduler, FakeServer, put, text } from "./fakes";

const LIMITS = { frame_bytes: 100_000, ack_commands: 1000, ack_bytes: 100_000 };

let clock: FakeClock;
let server: FakeServer;
let scheduler: FakeScheduler;
let client: Client;
let next: number;
let posts: { url: string; body: Blob; answer: (status: number) => void }[];

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const root = () => byId("pywebio-scope-ROOT");
/** What stands in an element, child by child. */
const shown = (element: HTMLElement = root()) =>
  [...element.children].map((child) => child.textContent);

function begin(connect = true): void {
  document.body.className = "";
  document.body.innerHTML = `
    <div class="pywebio">
      <main id="output-container"><div id="markdown-body"><div id="pywebio-scope-ROOT"></div></div></main>
      <div id="input-container" hidden><div id="input-cards"></div></div>
    </div>
    <footer class="footer"></footer>`;
  const places = {
    root: root(),
    output: byId("output-container"),
    inputs: byId("input-container"),
    cards: byId("input-cards"),
  };
  const settings = {
    backend: new URL("http://localhost:8080/tool"),
    app: "",
    place: "here",
    debug: false,
    trace: false,
    animate: true,
    transport: "websocket",
  } as const;
  posts = [];
  const post: Post = (url, body, _progress, answer) => {
    posts.push({ url, body, answer });
    return () => undefined;
  };
  client = new Client(places, settings, { dial: server.dial, clock, scheduler, post });
  if (connect) client.connection.start();
}

/** One frame from the server, and the animation frame after it. */
function say(...commands: AnyCommand[]): void {
  server.line.say([next, 0, ...commands]);
  next += commands.length;
  scheduler.nextFrame();
}

const events = () =>
  server.line.batches.flatMap((batch) => (batch.events ?? []).map(([, event]) => event));

const scope = (id: number, name: string): Output => ({ type: "scope", id, name });

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  scheduler = new FakeScheduler();
  next = 1;
  begin();
  server.line.open();
  server.line.welcome({ limits: LIMITS });
});

describe("outputs", () => {
  it("are appended, or put before another one", () => {
    say(put(text(1, "a")), put(text(2, "b")));
    say(put(text(3, "c"), "ROOT", 2));
    expect(shown()).toEqual(["a", "c", "b"]);
  });

  it("are appended when the one they should stand before has gone", () => {
    say(put(text(1, "a")), put(text(2, "b")), { cmd: "remove", ids: [2] });
    say(put(text(3, "c"), "ROOT", 2));
    expect(shown()).toEqual(["a", "c"]);
  });

  it("go into scopes, also in the frame that makes the scope", () => {
    say(put(scope(1, "s")), put(text(2, "in"), "s"), put(text(3, "after")));
    expect(shown(byId("pywebio-scope-s"))).toEqual(["in"]);
    expect(shown()).toEqual(["in", "after"]);
  });

  it("go into a scope that the program's own markup has brought", () => {
    root().insertAdjacentHTML("beforeend", '<div id="pywebio-scope-own"></div>');
    say(put(text(1, "x"), "own"));
    expect(shown(byId("pywebio-scope-own"))).toEqual(["x"]);
  });

  it("for a scope that is not there are told to the console", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    say(put(text(1, "x"), "nowhere"), put(text(2, "y")));
    expect(warn.mock.calls[0]?.[0]).toContain('"nowhere"');
    expect(shown()).toEqual(["y"]);
  });

  it("are replaced in their place", () => {
    say(put(text(1, "a")), put(text(2, "b")));
    say({ cmd: "replace", node: text(1, "A", 1) });
    expect(shown()).toEqual(["A", "b"]);
  });

  it("that are removed take what stands in them along", () => {
    say(put(scope(1, "s")), put(text(2, "in"), "s"));
    say({ cmd: "remove", ids: [1] });
    expect(client.tree.size).toBe(0);
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    say(put(text(3, "late"), "s"));
    expect(warn).toHaveBeenCalled();
  });

  it("carry their style", () => {
    say(put({ ...text(1), style: "color: red; margin-top: 3px" }));
    const style = (root().firstElementChild as HTMLElement).style;
    expect([style.color, style.marginTop]).toEqual(["red", "3px"]);
  });

  it("that can be clicked say so to the program, by pointer and by key", () => {
    say(put({ ...text(1), click: 7 }));
    const element = root().firstElementChild as HTMLElement;
    element.click();
    element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(events()).toEqual([
      { event: "callback", callback: 7 },
      { event: "callback", callback: 7 },
    ]);
    expect(element.tabIndex).toBe(0);
  });

  it("that cannot be built do not stop the others", () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    say(put(text(1, "a")), put({ type: "odd", id: 2 } as unknown as Output), put(text(3, "b")));
    expect(shown()).toEqual(["a", "b"]);
    expect(log).toHaveBeenCalled();
  });

  it("fade in when few come, and not when many do", () => {
    say(put(text(1)));
    expect(root().querySelectorAll(".webio-appear")).toHaveLength(1);
    say(...Array.from({ length: 60 }, (_, i) => put(text(10 + i))));
    expect(root().querySelectorAll(".webio-appear")).toHaveLength(1);
  });
});

describe("a replacement", () => {
  const row = (id: number, rev: number, ...labels: string[]): Output => ({
    type: "buttons",
    id,
    rev,
    callback: 9,
    buttons: labels.map((label) => ({ label })),
  });

  it("keeps the focus where it was", () => {
    say(put(row(1, 0, "a", "b")), put(text(2)));
    root().querySelectorAll("button")[1]?.focus();
    say({ cmd: "replace", node: row(1, 1, "c", "d") });
    expect(document.activeElement?.textContent).toBe("d");
    say({ cmd: "replace", node: text(2, "new", 1) });
    expect(document.activeElement?.textContent).toBe("d");
  });

  it("of a progress bar moves the same element", () => {
    const bar = (rev: number, value: number): Output => ({
      type: "progress",
      id: 1,
      rev,
      name: "x",
      value,
    });
    const clicked: AnyCommand = put({ ...bar(0, 0), click: 7, style: "color: red" });
    say(clicked);
    const element = client.tree.element(1);
    say({ cmd: "replace", node: { ...bar(1, 0.5), click: 7, style: "color: red" } });
    expect(client.tree.element(1)).toBe(element);
    expect(client.tree.has(1, 1)).toBe(true);
    element?.click();
    expect(server.line.batches.flatMap((batch) => batch.events ?? [])).toHaveLength(1);
  });
});

describe("scopes", () => {
  it("are emptied and filled again", () => {
    say(put(scope(1, "s")), put(text(2, "old"), "s"));
    say({ cmd: "scope.clear", scope: "s" }, put(text(3, "new"), "s"));
    expect(shown(byId("pywebio-scope-s"))).toEqual(["new"]);
    expect(client.tree.element(2)).toBeUndefined();
  });

  it("keep their height until they are released", () => {
    say(put(scope(1, "s")));
    const element = byId("pywebio-scope-s");
    element.style.minHeight = "7px";
    Object.defineProperty(element, "offsetHeight", { value: 120 });
    say({ cmd: "scope.clear", scope: "s", hold: true });
    expect(element.style.minHeight).toBe("120px");
    say({ cmd: "scope.clear", scope: "s", hold: true });
    say({ cmd: "scope.release", scope: "s" });
    expect(element.style.minHeight).toBe("7px");
  });
});

describe("a trim", () => {
  const trim = (ids: number[], total: number): AnyCommand => ({
    cmd: "trim",
    scope: "ROOT",
    ids,
    mark: 900,
    total,
  });

  it("leaves a mark in the place of the oldest, which later ones count up", () => {
    say(...[1, 2, 3, 4, 5].map((id) => put(text(id))));
    say(trim([2, 3], 2));
    expect(shown()[0]).toBe("text 1");
    expect(shown()[1]).toContain("2");
    expect(shown().slice(2)).toEqual(["text 4", "text 5"]);
    say(trim([4], 3));
    expect(shown()[1]).toContain("3");
    expect(shown()).toHaveLength(3);
  });

  it("that waits spares the building of what it takes away", () => {
    const build = vi.spyOn(client.tree, "build");
    server.line.say([1, 0, ...Array.from({ length: 100 }, (_, i) => put(text(i + 1)))]);
    server.line.say([
      101,
      0,
      trim(
        Array.from({ length: 90 }, (_, i) => i + 5),
        90,
      ),
    ]);
    scheduler.nextFrame();
    expect(build.mock.calls.length).toBeLessThan(20);
    expect(shown()).toHaveLength(11);
    expect(shown()[3]).toBe("text 4");
    expect(shown()[4]).toContain("90");
    expect(shown()[5]).toBe("text 95");
    expect(client.doomed.size).toBe(0);
  });

  it("that waits spares nothing that other commands refer to", () => {
    const first = Array.from({ length: 60 }, (_, i) => put(text(i + 1)));
    server.line.say([1, 0, ...first, put(text(99, "x"), "ROOT", 30), trim([28, 29, 30], 3)]);
    scheduler.nextFrame();
    const mark = shown().findIndex((line) => line?.includes("3 "));
    expect(shown().slice(26, 30)).toEqual(["text 27", shown()[mark], "x", "text 31"]);
  });
});

describe("a snapshot", () => {
  const snapshot = (...commands: AnyCommand[]): AnyCommand[] => [
    { cmd: "snapshot.begin" },
    ...commands,
    { cmd: "snapshot.end" },
  ];

  it("leaves equal nodes untouched, renews others, removes the rest", () => {
    say(put(text(1, "a")), put(text(2, "b")), put(text(3, "c")));
    const [a, b] = root().children;
    say(...snapshot(put(text(1, "a")), put(text(2, "B", 1)), put(text(4, "d"))));
    expect(shown()).toEqual(["a", "B", "d"]);
    expect(root().children[0]).toBe(a);
    expect(root().children[1]).not.toBe(b);
  });

  it("puts nodes into the right order, and moves no more than it must", () => {
    say(...[1, 2, 3, 4].map((id) => put(text(id))));
    const elements = [...root().children];
    say(...snapshot(...[1, 3, 4, 2].map((id) => put(text(id)))));
    expect([...root().children]).toEqual([0, 2, 3, 1].map((i) => elements[i]));
    say(...snapshot(...[9, 4, 3].map((id) => put(text(id)))));
    expect(shown()).toEqual(["text 9", "text 4", "text 3"]);
  });

  it("brings the contents of scopes, nested and new ones", () => {
    say(put(scope(1, "s")), put(text(2, "old"), "s"));
    const element = byId("pywebio-scope-s");
    say(
      ...snapshot(
        put(scope(1, "s")),
        put(text(3, "new"), "s"),
        put(scope(4, "t"), "s"),
        put(text(5, "deep"), "t"),
      ),
    );
    expect(byId("pywebio-scope-s")).toBe(element);
    expect(shown(element)).toEqual(["new", "deep"]);
  });

  it("renews a nested node alone", () => {
    const table = (cell: Output): Output => ({ type: "table", id: 1, rows: [["h"], [cell]] });
    say(put(table(text(2, "x"))));
    const element = client.tree.element(1);
    say(...snapshot(put(table(text(2, "y", 1)))));
    expect(client.tree.element(1)).toBe(element);
    expect(element?.textContent).toContain("y");
    say(...snapshot(put(table(text(3, "z")))));
    expect(client.tree.element(1)).not.toBe(element);
    expect(root().textContent).toContain("z");
  });

  it("renews a nested node that holds something new, and leaves what is around it", () => {
    const box = (inner: Output, rev = 0): Output => ({
      type: "tabs",
      id: 1,
      tabs: [
        { title: "t", contents: [{ type: "alert", id: 2, rev, kind: "info", contents: [inner] }] },
      ],
    });
    say(put(box(text(3, "x"))));
    const element = client.tree.element(1);
    say(...snapshot(put(box(text(4, "y"), 1))));
    expect(client.tree.element(1)).toBe(element);
    expect(element?.querySelector(".webio-alert")?.textContent).toBe("y");
    say(...snapshot(put(box({ type: "scope", id: 4, rev: 1, name: "", removed: true }, 1))));
    expect(client.tree.element(1)).toBe(element);
    expect(element?.querySelector(".webio-alert")?.textContent).toBe("");
  });

  it("does not miss a nested scope that the program took away", () => {
    const table = (more = {}): Output => ({
      type: "table",
      id: 1,
      rows: [["h"], [{ type: "scope", id: 2, name: "cell", ...more }]],
    });
    say(put(table()));
    say({ cmd: "remove", ids: [2] });
    const element = client.tree.element(1);
    say(...snapshot(put(table({ removed: true }))));
    expect(client.tree.element(1)).toBe(element);
  });

  it("brings the figure of a mark up to date", () => {
    const mark = (detail: string): AnyCommand =>
      put({ type: "notice", id: 1, notice: "trimmed", detail });
    say(mark("10"));
    say(...snapshot(mark("25")));
    expect(root().textContent).toContain("25");
  });

  it("leaves what the program's scripts have added", () => {
    say(put(text(1, "a")));
    root().insertAdjacentHTML("beforeend", "<i>mine</i>");
    say(...snapshot(put(text(1, "a"))));
    expect(shown()).toEqual(["a", "mine"]);
  });

  it("keeps forms with what is typed, and takes away those that have gone", () => {
    const form = (id: number, marks = {}): AnyCommand => ({
      cmd: "form.show",
      form: id,
      label: `form ${id}`,
      fields: [{ type: "input", name: "data" }],
      marks,
    });
    say(form(1), form(2));
    const field = document.querySelector<HTMLInputElement>("#input-cards > div [name=data]");
    if (field !== null) field.value = "typed";
    say(...snapshot(form(1, { data: "wrong" })));
    expect(document.querySelectorAll("#input-cards > div")).toHaveLength(1);
    expect(document.querySelector<HTMLInputElement>("[name=data]")?.value).toBe("typed");
    expect(byId("input-cards").textContent).toContain("wrong");
  });

  it("tells forms what has changed in them, and nothing else", () => {
    const form = (fields: FormField[]): AnyCommand => ({
      cmd: "form.show",
      form: 1,
      label: "form",
      fields,
    });
    const first: FormField = { type: "input", name: "a", value: "initial" };
    const second: FormField = { type: "input", name: "b", value: "old" };
    const input = (name: string) => document.getElementsByName(name)[0] as HTMLInputElement;
    say(form([first, second]));
    say({ cmd: "form.update", form: 1, name: "a", attributes: { value: "told" } });
    expect(input("a").value).toBe("told");
    input("a").value = "typed";
    const told: FormField = { ...first, value: "told", help_text: "help" };
    say(...snapshot(form([told, { ...second, value: "new" }])));
    expect([input("a").value, input("b").value]).toEqual(["typed", "new"]);
    expect(byId("input-cards").textContent).toContain("help");
  });

  it("closes a popup that has gone, and keeps one that is there", () => {
    const popup: AnyCommand = { cmd: "popup.open", popup: 1, title: "t", scope: "p" };
    say(popup, put(text(1, "inside"), "p"));
    const body = byId("pywebio-scope-p");
    say(...snapshot(popup, put(text(1, "inside"), "p")));
    expect(byId("pywebio-scope-p")).toBe(body);
    expect(shown(body)).toEqual(["inside"]);
    say(...snapshot());
    expect(document.querySelector("dialog")).toBeNull();
  });

  it("in several frames is one snapshot", () => {
    say(put(text(1, "a")), put(text(2, "b")));
    say({ cmd: "snapshot.begin" }, put(text(2, "b")));
    expect(shown()).toContain("a");
    say(put(text(3, "c")), { cmd: "snapshot.end" });
    expect(shown()).toEqual(["b", "c"]);
  });
});

describe("effects", () => {
  const run = (effect: number, code: string, more = {}): AnyCommand => ({
    cmd: "run_js",
    effect,
    code,
    ...more,
  });
  const page = window as unknown as { count: number };

  it("are done once, whoever repeats them", () => {
    page.count = 0;
    say(run(1, "count += 1"));
    say(run(1, "count += 1"), run(2, "count += 10"));
    expect(page.count).toBe(11);
    server.line.break();
    clock.pass(0);
    server.line.open();
    expect(server.line.hello.done).toBe(2);
  });

  it("see what was put before them", () => {
    say(
      put(text(1, "a")),
      put(text(2, "b")),
      run(1, "window.count = document.querySelectorAll('#pywebio-scope-ROOT > *').length"),
      put(text(3, "c")),
    );
    expect(page.count).toBe(2);
  });

  it("with a wait send their value", async () => {
    say(run(1, "a + 1", { args: { a: 1 }, wait: 5 }));
    await vi.waitFor(() => expect(events()).toEqual([{ event: "result", wait: 5, value: 2 }]));
  });

  it("with a wait send null for what goes wrong", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    say(run(1, "nothing.at.all", { wait: 5 }));
    await vi.waitFor(() => expect(events()).toEqual([{ event: "result", wait: 5, value: null }]));
  });

  it("wait for jQuery where their code shows the need of it", async () => {
    provide("compat", true);
    page.count = 0;
    say(run(1, "window.count = 1; /* $(x) */"));
    await vi.waitFor(() => expect(page.count).toBe(1));
  });

  it("tell the console", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    say({ cmd: "console", effect: 1, message: "look here" });
    expect(warn.mock.calls[0]?.[0]).toContain("look here");
  });

  it("save a file of the session", () => {
    const clicked: string[] = [];
    document.addEventListener("click", (event) => {
      if (event.target instanceof HTMLAnchorElement) {
        event.preventDefault();
        clicked.push(event.target.href, event.target.download);
      }
    });
    say({ cmd: "download", effect: 1, name: "a.txt", src: "file:3/token" });
    expect(clicked[0]).toBe("http://localhost:8080/tool?_pywebio_file=3/token");
    expect(clicked[1]).toBe("a.txt");
  });
});

describe("settings", () => {
  it("change the page", () => {
    say({
      cmd: "env.set",
      settings: {
        title: "My page",
        output_animation: false,
        auto_scroll_bottom: true,
        output_max_width: "80%",
        input_panel_min_height: 200,
        http_pull_interval: 10,
      },
    });
    expect(document.title).toBe("My page");
    expect(document.body.classList.contains("no-animation")).toBe(true);
    expect(byId("output-container").style.maxWidth).toBe("80%");
    expect(document.querySelector<HTMLElement>("footer")?.style.maxWidth).toBe("80%");
    const scroll = vi.spyOn(window, "scrollTo").mockReturnValue();
    say(put(text(1)), put(text(2)));
    scheduler.nextFrame();
    expect(scroll).toHaveBeenCalledTimes(1);
    expect(root().querySelector(".webio-appear")).toBeNull();
  });

  it("scroll to the end for what a snapshot adds", () => {
    const scroll = vi.spyOn(window, "scrollTo").mockReturnValue();
    say({ cmd: "env.set", settings: { auto_scroll_bottom: true } }, put(text(1)));
    scheduler.nextFrame();
    scroll.mockClear();
    say({ cmd: "snapshot.begin" }, put(text(1)), put(text(2)), { cmd: "snapshot.end" });
    scheduler.nextFrame();
    expect(scroll).toHaveBeenCalledTimes(1);
  });

  it("scroll to the end for the outermost scope only", () => {
    const scroll = vi.spyOn(window, "scrollTo").mockReturnValue();
    say({ cmd: "env.set", settings: { auto_scroll_bottom: true } }, put(scope(1, "s")));
    scheduler.nextFrame();
    scroll.mockClear();
    say(put(text(2), "s"));
    scheduler.nextFrame();
    expect(scroll).not.toHaveBeenCalled();
  });
});

describe("forms", () => {
  const form = (id: number): AnyCommand => ({
    cmd: "form.show",
    form: id,
    label: `form ${id}`,
    fields: [{ type: "input", name: `field${id}` }],
  });
  const front = () =>
    [...document.querySelectorAll<HTMLElement>("#input-cards > div")]
      .filter((element) => !element.hidden)
      .map((element) => element.querySelector("input")?.name);

  it("stack: the newest is in front, and the one before it comes back", () => {
    say(form(1));
    say(form(2));
    expect(front()).toEqual(["field2"]);
    expect((document.activeElement as HTMLInputElement).name).toBe("field2");
    say({ cmd: "form.close", form: 2 });
    expect(front()).toEqual(["field1"]);
    expect((document.activeElement as HTMLInputElement).name).toBe("field1");
    say({ cmd: "form.close", form: 1 });
    expect(byId("input-container").hidden).toBe(true);
  });

  it("give the focus back to where it was", () => {
    say(put({ type: "buttons", id: 1, callback: 1, buttons: [{ label: "Ask" }] }));
    const button = root().querySelector("button");
    button?.focus();
    say(form(1));
    expect(document.activeElement).not.toBe(button);
    say({ cmd: "form.close", form: 1 });
    expect(document.activeElement).toBe(button);
  });

  it("do not take the focus when the program says so", () => {
    say({ cmd: "env.set", settings: { input_auto_focus: false } }, form(1));
    expect(document.activeElement).toBe(document.body);
  });

  it("are submitted with their values", () => {
    say(form(1));
    const field = document.querySelector<HTMLInputElement>("[name=field1]");
    if (field !== null) field.value = "x";
    document.querySelector("form")?.requestSubmit();
    expect(events()).toEqual([{ event: "form.submit", form: 1, values: { field1: "x" } }]);
  });

  it("too large for a frame go the way of files", async () => {
    server.line.welcome({ limits: LIMITS, upload: "sid/secret", resumed: true });
    say(form(1));
    const value = "x".repeat(LIMITS.frame_bytes);
    client.send({ event: "result", wait: 5, value });
    const [post] = posts;
    const query = new URL(post?.url ?? "").searchParams;
    const id = query.get("_pywebio_upload")?.replace("sid/secret/0/", "");
    const event = { event: "result", wait: 5, value };
    expect(query.get("size")).toBe(String(JSON.stringify(event).length));
    expect(JSON.parse((await post?.body.text()) ?? "")).toEqual(event);
    expect(events()).toEqual([]);
    post?.answer(200);
    expect(events()).toEqual([{ event: "large", upload: id }]);
  });

  it("too large for the server are given up", () => {
    const told = vi.spyOn(console, "error").mockReturnValue();
    server.line.welcome({ limits: LIMITS, upload: "sid/secret", resumed: true });
    client.send({ event: "result", wait: 5, value: "x".repeat(LIMITS.frame_bytes) });
    posts[0]?.answer(409);
    expect(told).toHaveBeenCalled();
    expect(events()).toEqual([{ event: "result", wait: 5, value: null }]);
  });

  it("too large for a frame are not sent to a server without files, and the page says so", () => {
    vi.spyOn(console, "error").mockReturnValue();
    say(form(1));
    const field = document.querySelector<HTMLInputElement>("[name=field1]");
    if (field !== null) field.value = "x".repeat(LIMITS.frame_bytes);
    document.querySelector("form")?.requestSubmit();
    expect(events()).toEqual([]);
    expect(document.querySelector(".webio-status")?.getAttribute("role")).toBe("status");
    if (field !== null) field.value = "short";
    document.querySelector("form")?.requestSubmit();
    expect(events()).toHaveLength(1);
  });
});

describe("the popup", () => {
  it("is a scope, and is told when the visitor closes it", () => {
    say({ cmd: "popup.open", popup: 3, title: "T", scope: "p" }, put(text(1, "hi"), "p"));
    expect(shown(byId("pywebio-scope-p"))).toEqual(["hi"]);
    document.querySelector<HTMLElement>("dialog .btn-close")?.click();
    expect(events()).toEqual([{ event: "popup.closed", popup: 3 }]);
    expect(client.tree.size).toBe(0);
  });

  it("is closed by the program, and by a new one", () => {
    say({ cmd: "popup.open", popup: 3, title: "T", scope: "p" }, put(text(1, "hi"), "p"));
    say({ cmd: "popup.open", popup: 4, title: "U", scope: "q" }, put(text(2, "ho"), "q"));
    expect(document.querySelectorAll("dialog")).toHaveLength(1);
    expect(client.tree.size).toBe(1);
    say({ cmd: "popup.close", popup: 4 });
    expect(document.querySelector("dialog")).toBeNull();
    expect(client.tree.size).toBe(0);
    expect(events()).toEqual([]);
  });
});

describe("the line", () => {
  const bar = () => document.querySelector(".webio-status");

  it("is spoken of only when it does not come back at once", () => {
    server.line.break();
    clock.pass(GRACE - 1);
    expect(bar()).toBeNull();
    clock.pass(1);
    expect(bar()?.getAttribute("role")).toBe("status");
    expect(bar()?.querySelector("button")).not.toBeNull();
    server.line.open();
    server.line.welcome({ resumed: true, limits: LIMITS });
    expect(bar()).toBeNull();
  });

  it("is tried at once by the button", () => {
    server.line.break();
    clock.pass(0);
    server.line.break();
    clock.pass(100);
    server.line.break();
    clock.pass(GRACE);
    const before = server.lines.length;
    const waiting = server.line;
    waiting.break();
    bar()?.querySelector("button")?.click();
    expect(server.lines.length).toBeGreaterThan(before);
  });

  it("is spoken of within an open popup, where its button can be used", () => {
    say({ cmd: "popup.open", popup: 1, title: "T", scope: "p" });
    server.line.break();
    clock.pass(GRACE);
    expect(bar()?.closest("dialog")).not.toBeNull();
    document.querySelector<HTMLElement>("dialog .btn-close")?.click();
    expect(bar()?.parentElement).toBe(document.body);
  });

  it("is closed when the page is left, and looked at when it comes back or the network does", () => {
    client.start();
    const first = server.line;
    dispatchEvent(new Event("online"));
    expect(first.batches).toEqual([{ ack: 0, ping: true }]);
    dispatchEvent(new Event("pagehide"));
    expect(first.closed).toBe(true);
    expect(server.lines).toHaveLength(1);
    dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    expect(server.lines).toHaveLength(2);
  });

  it("of a page that is made ahead of time waits for its visitor", () => {
    Object.assign(document, { prerendering: true });
    server = new FakeServer();
    begin(false);
    client.start();
    expect(server.lines).toHaveLength(0);
    Object.assign(document, { prerendering: false });
    document.dispatchEvent(new Event("visibilitychange"));
    document.dispatchEvent(new Event("prerenderingchange"));
    expect(server.lines).toHaveLength(1);
  });

  it("that leads to another session makes the page empty", () => {
    say(put(text(1, "a")));
    server.line.break();
    clock.pass(0);
    server.line.open();
    server.line.welcome({ session: "another", limits: LIMITS });
    next = 1;
    say({ cmd: "snapshot.begin" }, put(text(1, "b")), { cmd: "snapshot.end" });
    expect(shown()).toEqual(["b"]);
  });

  it("ended by the server leaves the page readable, with a way to begin anew", () => {
    say(put(text(1, "a")));
    server.line.say({ type: "bye", reason: "unknown" });
    expect(shown()).toEqual(["a"]);
    expect(bar()?.querySelector("button")).not.toBeNull();
  });

  it("ended by the server begins anew by itself where nothing is lost", () => {
    const reload = vi.spyOn(location, "reload").mockReturnValue();
    server.line.say({ type: "bye", reason: "unknown" });
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("ended after the program is not worth a word", () => {
    say(put(text(1, "a")), { cmd: "program.state", state: "finished" });
    server.line.break();
    clock.pass(GRACE);
    expect(bar()).toBeNull();
    server.line.open();
    server.line.say({ type: "bye", reason: "unknown" });
    expect(bar()).toBeNull();
    expect(shown()).toEqual(["a"]);
  });

  it("to a server of another version loads the page again, once", () => {
    sessionStorage.clear();
    const reload = vi.spyOn(location, "reload").mockReturnValue();
    server.line.say({ type: "bye", reason: "version" });
    expect(reload).toHaveBeenCalledTimes(1);
    begin();
    server.line.open();
    server.line.say({ type: "bye", reason: "version" });
    expect(reload).toHaveBeenCalledTimes(1);
    expect(bar()).not.toBeNull();
    begin();
    server.line.open();
    server.line.welcome({ limits: LIMITS });
    server.line.say({ type: "bye", reason: "version" });
    expect(reload).toHaveBeenCalledTimes(2);
  });
});

describe("the program", () => {
  const button: AnyCommand = put({
    type: "buttons",
    id: 1,
    callback: 1,
    buttons: [{ label: "Go" }],
  });

  it("that has finished hears no more clicks", () => {
    say(button, { cmd: "program.state", state: "held" });
    root().querySelector("button")?.click();
    expect(events()).toHaveLength(1);
    say({ cmd: "program.state", state: "finished" });
    root().querySelector("button")?.click();
    expect(events()).toHaveLength(1);
    expect(document.querySelector("[role=alert]")).toBeNull();
  });

  it("that has failed says so for good, with details when there are any", () => {
    say(put(text(1, "before")), { cmd: "program.state", state: "failed", detail: "Traceback" });
    const alert = document.querySelector(".webio-failure[role=alert]");
    expect(alert?.querySelector("pre")?.textContent).toBe("Traceback");
    expect(shown()).toEqual(["before"]);
  });

  it("tells of a callback that failed, and goes on", () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    say(button, { cmd: "program.error", effect: 1, detail: "Traceback" });
    expect(document.querySelector(".toastify")).not.toBeNull();
    expect(log.mock.calls[0]?.[0]).toContain("Traceback");
    root().querySelector("button")?.click();
    expect(events()).toHaveLength(1);
  });
});

describe("commands", () => {
  it("that this page does not know are left out", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    say({ cmd: "from.the.future" } as unknown as AnyCommand, put(text(1, "a")));
    expect(warn.mock.calls[0]?.[0]).toContain("from.the.future");
    expect(shown()).toEqual(["a"]);
  });

  it("are acknowledged when they are applied", () => {
    say(put(text(1)), put(text(2)));
    clock.pass(50);
    expect(server.line.batches.at(-1)).toEqual({ ack: 2 });
  });
});

describe("forms in scopes", () => {
  const NAMED: FormField = { type: "input", name: "a" };
  const show = (form: number, where?: string): AnyCommand =>
    where === undefined
      ? { cmd: "form.show", form, label: "", fields: [NAMED] }
      : { cmd: "form.show", form, label: "", fields: [NAMED], scope: where };
  const formsIn = (element: HTMLElement) =>
    [...element.children].filter((child) => child.className === "webio-form").length;
  const inner = () => byId("pywebio-scope-here");

  beforeEach(() => {
    say(put(scope(1, "here")), put(text(2), "here"), show(9, "here"), show(10));
  });

  it("stand at the end of their scope, whatever comes later", () => {
    expect(formsIn(inner())).toBe(1);
    expect(formsIn(byId("input-cards"))).toBe(1);
    say(put(text(3, "later"), "here"), put(text(4, "last"), "here"));
    expect(shown(inner()).slice(0, 3)).toEqual(["text 2", "later", "last"]);
    expect(inner().lastElementChild?.className).toBe("webio-form");
  });

  it("stay with what was typed when it is emptied, and go to the panel with it", () => {
    const control = inner().querySelector("input") as HTMLInputElement;
    control.value = "typed";
    say({ cmd: "scope.clear", scope: "here" });
    expect(formsIn(inner())).toBe(1);
    say({ cmd: "remove", ids: [1] });
    expect(formsIn(byId("input-cards"))).toBe(2);
    expect(control.isConnected && control.value).toBe("typed");
    say({ cmd: "form.close", form: 9 }, { cmd: "form.close", form: 10 });
    expect(document.querySelectorAll("form")).toHaveLength(0);
  });
});
