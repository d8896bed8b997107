// Functions of code, with and without a policy that forbids `eval`.

import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  document.head.innerHTML = "";
});

it("makes functions of the outermost scope", async () => {
  const { makeFunction, scriptElement } = await import("../src/code");
  expect(makeFunction(["a", "b"], "return a + b")(1, 2)).toBe(3);
  expect(() => makeFunction([], "1 +")).toThrow(SyntaxError);
  expect(scriptElement().hasAttribute("nonce")).toBe(false);
});

it("gives scripts of its own the nonce of the page", async () => {
  const first = document.createElement("script");
  first.setAttribute("nonce", "abc");
  first.nonce = "abc";
  first.type = "application/json";
  document.head.append(first);
  const { scriptElement } = await import("../src/code");
  expect(scriptElement().nonce).toBe("abc");
});
