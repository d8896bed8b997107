import { describe, expect, it } from "vitest";
import { REST } from "../../src/page/pins";
import type { FormField, Pin } from "../../src/protocol";
import { type } from "../fields/helpers";
import { makeContext } from "./helpers";

const field: FormField = { type: "input", name: "city", label: "City" };

function show(node: Partial<Pin> = {}, context = makeContext()) {
  const element = context.tree.build({ type: "pin", id: 7, field, ...node });
  document.body.replaceChildren(element);
  const control = element.querySelector<HTMLInputElement>("input,textarea,select");
  return { element, context, control: control as HTMLInputElement };
}

describe("a pin", () => {
  it("is the field of a form", () => {
    const { element, control } = show();
    expect(element.querySelector("label")?.textContent).toBe("City");
    expect(control.name).toBe("city");
  });

  it("has a name for those who do not see where it stands, until it has a caption", () => {
    const { context, control } = show({ field: { type: "input", name: "city" } });
    expect(control.getAttribute("aria-label")).toBe("city");
    context.pins.update({ cmd: "pin.update", id: 7, rev: 1, attributes: { label: "Town" } });
    expect(control.hasAttribute("aria-label")).toBe(false);
  });

  it("shows what was entered before this page came", () => {
    expect(show({ value: "Rome" }).control.value).toBe("Rome");
  });

  it("tells what was typed after a moment of rest, once", () => {
    const { context, control } = show();
    type(control, "Ro");
    context.clock.pass(REST - 1);
    type(control, "me");
    context.clock.pass(REST - 1);
    expect(context.sent).toEqual([]);
    context.clock.pass(1);
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: "Rome" }]);
  });

  it("tells each change at once when somebody waits for it", () => {
    const { context, control } = show({ field: { ...field, onchange: true } });
    type(control, "Ro");
    expect(context.sent.map((event) => "value" in event && event.value)).toEqual(["R", "Ro"]);
  });

  it("tells nothing when the text is what it was", () => {
    const { context, control } = show();
    type(control, "x");
    control.value = "";
    control.dispatchEvent(new Event("input"));
    context.clock.pass(REST);
    expect(context.sent).toEqual([]);
  });

  it("tells each press of a button, also of the same one", () => {
    const buttons = [{ label: "left", value: "l" }];
    const { context, element } = show({ field: { type: "actions", name: "move", buttons } });
    element.querySelector("button")?.click();
    element.querySelector("button")?.click();
    expect(context.sent).toEqual([
      { event: "pin.change", pin: 7, value: "l" },
      { event: "pin.change", pin: 7, value: "l" },
    ]);
  });

  it("whose name another one has is a remark", () => {
    const { element } = show({ expired: true });
    expect(element.className).toContain("webio-notice");
    expect(element.textContent).toContain("city");
  });
});

describe("a large value", () => {
  const large = "x".repeat(20_000);
  const notes: FormField = { type: "textarea", name: "notes" };

  function enter(more: Partial<Pin> = {}) {
    const shown = show({ field: notes, ...more });
    shown.control.value = large;
    shown.control.dispatchEvent(new Event("input"));
    shown.context.clock.pass(REST);
    return shown;
  }

  it("is only marked as changed, and told when it is asked for", () => {
    const { context } = enter();
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, large: true }]);
    context.pins.read({ cmd: "pin.read", effect: 1, wait: 3, pins: [7] });
    expect(context.sent[1]).toEqual({ event: "result", wait: 3, value: { 7: large } });
    context.pins.read({ cmd: "pin.read", effect: 2, wait: 4, pins: [7] });
    expect(context.sent[2]).toEqual({ event: "result", wait: 4, value: {} });
  });

  it("is told in full where somebody waits for changes, after a rest", () => {
    const { context } = enter({ field: { ...notes, onchange: true } });
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: large }]);
  });

  it("is told in full when somebody begins to wait", () => {
    const { context } = enter();
    context.pins.update({ cmd: "pin.update", id: 7, rev: 1, attributes: { onchange: true } });
    expect(context.sent[1]).toEqual({ event: "pin.change", pin: 7, value: large });
  });
});

describe("the program", () => {
  it("sets the value, and what was typed before and not told is void", () => {
    const { context, control } = show();
    type(control, "Ro");
    context.pins.update({
      cmd: "pin.update",
      id: 7,
      rev: 1,
      sets: 1,
      attributes: { value: "Oslo" },
    });
    context.clock.pass(REST);
    expect(control.value).toBe("Oslo");
    expect(context.sent).toEqual([]);
    type(control, "!");
    context.clock.pass(REST);
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: "Oslo!", sets: 1 }]);
  });

  it("changes the label, and what was typed stays", () => {
    const { context, control, element } = show();
    type(control, "Ro");
    context.pins.update({ cmd: "pin.update", id: 7, rev: 1, attributes: { label: "Town" } });
    expect(element.querySelector("label")?.textContent).toBe("Town");
    expect(control.value).toBe("Ro");
    expect(context.tree.has(7, 1)).toBe(true);
  });

  it("asks after a script: what that has changed is told, but not as the visitor's", () => {
    const { context, control } = show();
    control.value = "by a script";
    context.pins.read({ cmd: "pin.read", effect: 1, wait: 3, pins: [7] });
    expect(context.sent).toEqual([
      { event: "pin.change", pin: 7, value: "by a script", silent: true },
      { event: "result", wait: 3, value: {} },
    ]);
  });
});

describe("a pin that is built anew", () => {
  const again = (context: ReturnType<typeof makeContext>, node: Partial<Pin>) =>
    context.tree
      .replace({ type: "pin", id: 7, rev: 1, field, ...node })
      ?.querySelector<HTMLInputElement>("input");

  it("keeps what was typed, and tells it", () => {
    const { context, control } = show();
    type(control, "Ro");
    expect(again(context, {})?.value).toBe("Ro");
    context.clock.pass(REST);
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: "Ro" }]);
  });

  it("shows what the program has set meanwhile", () => {
    const { context, control } = show();
    type(control, "Ro");
    expect(again(context, { sets: 1, field: { ...field, value: "Oslo" } })?.value).toBe("Oslo");
    context.clock.pass(REST);
    expect(context.sent).toEqual([]);
  });

  it("is empty if it holds a password, and says so", () => {
    const secret: FormField = { type: "input", name: "pass", kind: "password" };
    const { context } = show({ field: secret, value: "" });
    context.clock.pass(REST);
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: "", silent: true }]);
  });
});

describe("files", () => {
  const files: FormField = {
    type: "file",
    name: "file",
    slot: 3,
    max_size: 100,
    max_total_size: 100,
  };

  function choose(control: HTMLInputElement): void {
    const chosen = new DataTransfer();
    chosen.items.add(new File(["abc"], "a.txt"));
    control.files = chosen.files;
    control.dispatchEvent(new Event("change"));
  }

  it("are told when they are there", async () => {
    const { context, control } = show({ field: files });
    choose(control);
    context.clock.pass(REST);
    expect(context.sent).toEqual([]);
    context.uploads[0]?.end("done");
    await Promise.resolve();
    context.clock.pass(REST);
    const value = [expect.objectContaining({ upload: "upload-1", name: "a.txt" })];
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value }]);
  });

  it("that another page has sent are not here", () => {
    const { context } = show({ field: files, value: [{ upload: "before" }] });
    context.clock.pass(REST);
    expect(context.sent).toEqual([{ event: "pin.change", pin: 7, value: [], silent: true }]);
  });
});
