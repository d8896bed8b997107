import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { activateScripts, commandNeedsCompat, hasScripts, needsCompat } from "../src/commands/html";
import { fragment } from "../src/page/dom";
import type { AnyCommand, Output } from "../src/protocol";
import { put, text } from "./fakes";

const html = (content: string, more = {}): Output => ({ type: "html", id: 1, content, ...more });

/** Let happy-dom run the scripts on the page (but fetch nothing). */
function runScripts(on: boolean): void {
  const { settings } = (window as unknown as { happyDOM: { settings: Record<string, boolean> } })
    .happyDOM;
  settings.enableJavaScriptEvaluation = on;
  settings.suppressInsecureJavaScriptEnvironmentWarning = on;
  settings.disableJavaScriptFileLoading = true;
}

describe("the need for jQuery and Bootstrap's scripts", () => {
  it.each([
    "$('#a').hide()",
    "$.get('/x')",
    "jQuery(f)",
    "new bootstrap.Modal(x)",
    "<script src=x></script>",
    "<b onclick='f()'>",
    '<a data-toggle="collapse">',
  ])("is seen in %s", (code) => {
    expect(needsCompat(code)).toBe(true);
  });

  it.each(["<b>100 $</b>", "window.x = 1", "<p>on = 5</p>", "a$b", "const $a = 1"])(
    "is not seen in %s",
    (code) => {
      expect(needsCompat(code)).toBe(false);
    },
  );

  it("is looked for where markup and code go to the page as they are", () => {
    const run: AnyCommand = { cmd: "run_js", effect: 1, code: "$('a')" };
    expect(commandNeedsCompat(run)).toBe(true);
    expect(commandNeedsCompat(put(html("<script></script>")))).toBe(true);
    expect(commandNeedsCompat(put(html("<script></script>", { sanitize: true })))).toBe(false);
    expect(commandNeedsCompat(put(text(1, "$('a')")))).toBe(false);
    const markdown: Output = { type: "markdown", id: 1, content: "$(x)" };
    expect(commandNeedsCompat(put(markdown))).toBe(false);
    expect(commandNeedsCompat(put({ ...markdown, sanitize: false }))).toBe(true);
  });

  it("is looked for in nested outputs", () => {
    const table: Output = { type: "table", id: 2, rows: [["a", html("<script></script>")]] };
    expect(commandNeedsCompat(put(table))).toBe(true);
    expect(hasScripts(table)).toBe(true);
  });
});

describe("scripts in markup", () => {
  const page = window as unknown as { order: string[] };
  function insert(markup: string): HTMLElement {
    const box = document.createElement("div");
    box.append(fragment(markup));
    document.body.append(box);
    return box;
  }

  beforeEach(() => {
    page.order = [];
    runScripts(true);
  });

  afterEach(() => {
    runScripts(false);
    document.body.replaceChildren();
  });

  it("run in document order once the markup stands on the page", () => {
    const box = insert(
      "<script>order.push(1)</script><p><script>order.push(2)</script></p><script type='text/javascript'>order.push(3)</script>",
    );
    const wait = activateScripts(box);
    expect(page.order).toEqual([1, 2, 3]);
    expect(wait).toBeUndefined();
  });

  it("keep their attributes", () => {
    const box = insert("<script id='s' data-x='1'>order.push('x')</script>");
    activateScripts(box);
    expect(box.querySelector<HTMLElement>("#s")?.dataset.x).toBe("1");
  });

  it("of other kinds are data, and stay as they are", () => {
    const box = insert("<script type='application/json'>order.push(1)</script>");
    const before = box.querySelector("script");
    activateScripts(box);
    expect(box.querySelector("script")).toBe(before);
    expect(page.order).toEqual([]);
  });

  it("wait for an external one before them", async () => {
    const box = insert("<script src='./never.js'></script><script>order.push('after')</script>");
    const wait = activateScripts(box);
    expect(wait).toBeInstanceOf(Promise);
    expect(page.order).toEqual([]);
    box.querySelector("script")?.dispatchEvent(new Event("load"));
    await wait;
    expect(page.order).toEqual(["after"]);
  });

  it("do not stop at an external one that is not to be had", async () => {
    const box = insert("<script src='./never.js'></script><script>order.push('after')</script>");
    const wait = activateScripts(box);
    box.querySelector("script")?.dispatchEvent(new Event("error"));
    await wait;
    expect(page.order).toEqual(["after"]);
  });
});
