// Forms on the whole page, in the panel and in scopes.

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AnyCommand, FormField } from "../src/protocol";
import { put, text } from "./fakes";
import { byId, client, events, LIMITS, posts, root, say, scope, server, shown } from "./whole-page";

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

  it("that come back to the front are not answered by a double click on the one before", () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(1000);
    const click = (detail: number): void => {
      const init = { detail, bubbles: true, cancelable: true };
      document.querySelector("form [type=submit]")?.dispatchEvent(new MouseEvent("click", init));
    };
    say(form(1), form(2));
    now.mockReturnValue(9000);
    say({ cmd: "form.close", form: 2 });
    click(2);
    expect(events()).toEqual([]);
    say(form(3));
    now.mockReturnValue(19_000);
    say({ cmd: "form.close", form: 3 });
    now.mockReturnValue(19_400);
    click(3);
    expect(events()).toHaveLength(1);
    now.mockRestore();
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
    await vi.waitFor(() => expect(posts).toHaveLength(1));
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

  it("too large for the server are given up", async () => {
    const told = vi.spyOn(console, "error").mockReturnValue();
    server.line.welcome({ limits: LIMITS, upload: "sid/secret", resumed: true });
    client.send({ event: "result", wait: 5, value: "x".repeat(LIMITS.frame_bytes) });
    await vi.waitFor(() => expect(posts).toHaveLength(1));
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
