// Parts of the bundle that come with the first thing that needs them.

import { expect, it, vi } from "vitest";
import { Chunks } from "../src/commands/chunks";
import { provide } from "../src/lazy";
import type { AnyCommand, Output } from "../src/protocol";
import { begin, root, say, server, shown } from "./whole-page";
import { makeContext, render } from "./widgets/helpers";

const LOG: Output = { type: "log", id: 1 };
const put = (node: Output): AnyCommand => ({ cmd: "put", node });
const field = { type: "file", name: "f", slot: 1, max_size: 1, max_total_size: 1 } as const;

const NEEDS: [string, AnyCommand, string[] | undefined][] = [
  ["a log", put(LOG), ["widgets"]],
  ["a grid", put({ type: "datatable", id: 1, name: "t", columns: [] }), ["widgets"]],
  ["a figure", put({ type: "figure", id: 1, library: "vega" }), ["widgets"]],
  ["a stream of Markdown", put({ type: "stream", id: 1 }), ["widgets", "markdown"]],
  ["a plain stream", put({ type: "stream", id: 1, plain: true }), ["widgets"]],
  ["a widget of its own", put({ type: "widget", id: 1, template: "", data: {} }), ["custom"]],
  [
    "jQuery in such a widget",
    put({ type: "widget", id: 1, template: "<script>$('a')</script>", data: {} }),
    ["custom", "compat"],
  ],
  ["Mustache", { cmd: "run_js", code: "Mustache.render('')", effect: 1 } as AnyCommand, ["compat"]],
  [
    "a log in a box",
    put({ type: "alert", id: 2, kind: "info", contents: [LOG] } as Output),
    ["widgets"],
  ],
  ["a file", { cmd: "form.show", form: 1, fields: [field] } as AnyCommand, ["file"]],
  ["a pin of a file", put({ type: "pin", id: 3, field } as Output), ["file"]],
  [
    "another field",
    { cmd: "form.show", form: 1, fields: [{ type: "input", name: "a" }] } as AnyCommand,
    undefined,
  ],
  ["a text", put({ type: "text", id: 1, content: "x" }), undefined],
];

it.each(NEEDS)("%s waits for what it needs", async (_, command, needed) => {
  vi.resetModules();
  const { Chunks } = await import("../src/commands/chunks");
  expect(new Chunks(() => undefined).missing(command)).toEqual(needed);
});

it("what cannot be had is told once, and shown without it", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const lacks = vi.fn();
  const chunks = new Chunks(lacks);
  expect(chunks.missing(put(LOG))).toEqual(["widgets"]);
  await chunks.fetch(["widgets"]);
  expect(lacks).toHaveBeenCalledOnce();
  expect(chunks.missing(put(LOG))).toBeUndefined();
  const context = makeContext();
  context.chunks.delete("widgets");
  expect(render(LOG, context).getAttribute("role")).toBe("note");
});

it("Markdown can do without", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const lacks = vi.fn();
  await new Chunks(lacks).fetch(["markdown"]);
  expect(lacks).not.toHaveBeenCalled();
});

it("a page that lacks a part offers to load itself again, and goes on", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  say(put(LOG), put({ type: "text", id: 2, content: "after" }));
  await vi.waitFor(() => expect(shown()).toHaveLength(2));
  expect(shown()[1]).toBe("after");
  expect(document.querySelector(".webio-status-action")?.textContent).toBe("Reload");
});

it("what stands behind waits in its order", async () => {
  begin();
  server.line.open();
  server.line.welcome({});
  const custom: Output = { type: "widget", id: 1, template: "<b>{{a}}</b>", data: { a: 1 } };
  provide("custom", await import("../src/lazy/custom"));
  say(put(custom), put({ type: "text", id: 2, content: "after" }));
  expect(shown(root())).toEqual(["1", "after"]);
});
