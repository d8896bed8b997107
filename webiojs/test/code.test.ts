// Functions of code, with and without a policy that forbids `eval`.

import { afterEach, expect, it } from "vitest";
import { makeFunction, nonce, scriptElement } from "../src/code";

afterEach(() => {
  document.head.innerHTML = "";
});

it("makes functions of the outermost scope", () => {
  expect(makeFunction(["a", "b"], "return a + b")(1, 2)).toBe(3);
  expect(() => makeFunction([], "1 +")).toThrow(SyntaxError);
  expect(nonce()).toBe("");
  expect(scriptElement().hasAttribute("nonce")).toBe(false);
});

it("gives scripts of its own the nonce of the page", () => {
  const first = document.createElement("script");
  first.setAttribute("nonce", "abc");
  first.nonce = "abc";
  first.type = "application/json";
  document.head.append(first);
  expect(nonce()).toBe("abc");
  expect(scriptElement().nonce).toBe("abc");
});
