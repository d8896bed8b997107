// The whole page when its line is lost, and when it takes over a snapshot.

import { describe, expect, it, vi } from "vitest";
import { GRACE } from "../src/page/status";
import type { AnyCommand, FormField, Output, Text } from "../src/protocol";
import { put, text } from "./fakes";
import {
  begin,
  beginQuietly,
  byId,
  client,
  clock,
  countAnew,
  LIMITS,
  root,
  say,
  scope,
  server,
  shown,
} from "./whole-page";

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

  it("takes many texts in one command as it takes them one by one", () => {
    const texts = (scope: string, ...ids: number[]): AnyCommand => ({
      cmd: "put.texts",
      texts: ids.map((id) => text(id) as Text),
      scope,
    });
    say(put(text(1)), put(text(2)), put(text(3)));
    const [first, second] = root().children;
    say(...snapshot(texts("ROOT", 1, 4, 2), put(scope(5, "s")), texts("s", 6, 7)));
    expect(shown().slice(0, 3)).toEqual(["text 1", "text 4", "text 2"]);
    expect([root().children[0], root().children[2]]).toEqual([first, second]);
    expect(shown(byId("pywebio-scope-s"))).toEqual(["text 6", "text 7"]);
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
    beginQuietly();
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
    countAnew();
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
