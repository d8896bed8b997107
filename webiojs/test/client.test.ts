// The whole page with a server made of frames: what commands do to it, and what it says back.

import { describe, expect, it, vi } from "vitest";
import { provide } from "../src/lazy";
import type { AnyCommand, Output } from "../src/protocol";
import { put, text } from "./fakes";
import {
  byId,
  client,
  clock,
  events,
  root,
  say,
  scheduler,
  scope,
  server,
  shown,
} from "./whole-page";

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

  it("do not fade in when they come right after others", () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(1000);
    say(put(text(1)));
    now.mockReturnValue(1100);
    say(put(text(2)));
    now.mockReturnValue(1300);
    say(put(text(3)));
    const fading = [...root().querySelectorAll(".webio-appear")].map((each) => each.textContent);
    expect(fading).toEqual(["text 1", "text 3"]);
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

it("waits for no fuller frames when the visitor has acted", () => {
  const acted = vi.spyOn(client.queue, "acted");
  client.send({ event: "callback", callback: 1 });
  expect(acted).toHaveBeenCalledOnce();
});

describe("a trim", () => {
  const trim = (ids: number[], total: number): AnyCommand => ({
    cmd: "trim",
    scope: "ROOT",
    ids,
    mark: 9000,
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
    server.line.say([1, 0, ...Array.from({ length: 1100 }, (_, i) => put(text(i + 1)))]);
    server.line.say([
      1101,
      0,
      trim(
        Array.from({ length: 1090 }, (_, i) => i + 5),
        1090,
      ),
    ]);
    scheduler.nextFrame();
    expect(build.mock.calls.length).toBeLessThan(20);
    expect(shown()).toHaveLength(11);
    expect(shown()[3]).toBe("text 4");
    expect(shown()[4]).toContain("1090");
    expect(shown()[5]).toBe("text 1095");
    expect(client.doomed.size).toBe(0);
  });

  it("that is applied at once leaves nothing behind", () => {
    say(...[1, 2, 3, 4].map((id) => put(text(id))));
    say(trim([1, 2, 3], 3));
    expect(shown()).toHaveLength(2);
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
  it("show and hide the switch for light and dark", () => {
    const shows = () => document.querySelector("footer .webio-switch")?.textContent;
    say({ cmd: "env.set", settings: { theme_switch: true } });
    expect(shows()).toBe("Dark mode");
    say({ cmd: "env.set", settings: { theme_switch: false } });
    expect(shows()).toBeUndefined();
  });

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
