import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { highlight } from "../../src/lazy/prism";
import { makeContext, render, until } from "./helpers";

beforeEach(() => vi.useRealTimers());
afterEach(() => vi.unstubAllGlobals());

test("code is text in a block of its language", () => {
  const element = render({ type: "code", id: 1, content: "a < `b`", language: "Python" });
  const code = element.querySelector("pre.language-python > code.language-python");
  expect(code?.textContent).toBe("a < `b`");
});

test("rows limit the height", () => {
  const pre = render({ type: "code", id: 1, content: "x", rows: 5 }).querySelector("pre");
  expect(pre?.style.getPropertyValue("--webio-rows")).toBe("5");
});

test("no highlighter is asked for code that would keep it busy for seconds", () => {
  const context = makeContext();
  render({ type: "code", id: 1, content: "x".repeat(300_001), language: "python" }, context);
  expect(context.asked).toEqual([]);
});

test("no highlighter is asked for plain text", () => {
  const context = makeContext();
  render({ type: "code", id: 1, content: "x" }, context);
  render({ type: "code", id: 2, content: "x", language: "text" }, context);
  expect(context.asked).toEqual([]);
});

test("the copy button copies and says so", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { clipboard: { writeText }, language: "en" });
  const element = render({ type: "code", id: 1, content: "x = 1" });
  const button = element.querySelector("button");
  button?.click();
  await until(() => button?.textContent === "Copied");
  expect(writeText).toHaveBeenCalledWith("x = 1");
});

test("the web's languages are coloured at once, others bring their file and what it builds on", async () => {
  const loaded: string[] = [];
  const load = async (name: string): Promise<void> => {
    loaded.push(name);
    await import(`../../node_modules/prismjs/components/${name}.js`);
  };
  const code = document.createElement("code");
  code.textContent = "let x = '<b>';";
  await highlight(code, "js", load);
  expect(code.querySelector(".token.keyword")?.textContent).toBe("let");
  expect(code.textContent).toBe("let x = '<b>';");
  expect(loaded).toEqual([]);

  code.textContent = "int x;";
  await highlight(code, "c++", load);
  expect(loaded).toEqual(["prism-c", "prism-cpp"]);
  expect(code.querySelector(".token.keyword")?.textContent).toBe("int");
  await highlight(code, "cpp", load);
  expect(loaded).toHaveLength(2);
});

test("an unknown language stays as it is", async () => {
  const code = document.createElement("code");
  code.textContent = "x";
  await highlight(code, "constructor", () => Promise.reject(new Error("must not be asked")));
  expect(code.innerHTML).toBe("x");
});
