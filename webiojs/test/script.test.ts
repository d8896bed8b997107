import { beforeEach, expect, it, vi } from "vitest";
import { evaluate, runCode, toPlain } from "../src/commands/script";

const value = async (code: string, args = {}) => toPlain(await evaluate(code, args));
const page = window as unknown as Record<string, unknown>;

beforeEach(() => {
  delete page.seen;
});

it("runs statements with the arguments as names", () => {
  runCode("var sum = a + b.c[0]; window.seen = sum", { a: 1, b: { c: [2] } });
  expect(page.seen).toBe(3);
  expect(page.sum).toBeUndefined();
});

it("tells the console what goes wrong", () => {
  const log = vi.spyOn(console, "error").mockReturnValue();
  runCode("throw new Error('oh')", {});
  runCode("1 +", {});
  expect(log).toHaveBeenCalledTimes(2);
});

it("gives the value of an expression", async () => {
  expect(await value("a * 2 // twice", { a: 21 })).toBe(42);
  expect(await value("{a: 1}")).toEqual({ a: 1 });
  expect(await value("function () { return 1 }()")).toBe(1);
});

it("gives the value of the last statement", async () => {
  expect(await value("var x = a + 1; x * 2", { a: 1 })).toBe(4);
  expect(await value("if (a) { 'yes' } else { 'no' }", { a: true })).toBe("yes");
  expect(await value("a;", { a: 5 })).toBe(5);
});

it("runs code once, whichever way it is read", async () => {
  page.seen = 0;
  await evaluate("window.seen += 1; undefined_name.x", {}).catch(() => null);
  expect(page.seen).toBe(1);
  await evaluate("(() => { window.seen += 1; throw new SyntaxError('own') })()", {}).catch(
    () => null,
  );
  expect(page.seen).toBe(2);
});

it("awaits promises", async () => {
  expect(await value("Promise.resolve([1, 2])")).toEqual([1, 2]);
  expect(await value("await Promise.resolve(3)")).toBe(3);
  expect(await value("const r = await Promise.resolve(3); return r + 1")).toBe(4);
});

it("fails for code that is wrong, throws or rejects", async () => {
  await expect(evaluate("1 +", {})).rejects.toThrow(SyntaxError);
  await expect(evaluate("throw new Error('oh')", {})).rejects.toThrow("oh");
  await expect(evaluate("Promise.reject(new Error('no'))", {})).rejects.toThrow("no");
});

it("says null for what JSON cannot say", () => {
  for (const odd of [undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol("s"), 10n]) {
    expect(toPlain(odd)).toBeNull();
  }
  expect(toPlain(new Error("oh"))).toBeNull();
});

it("copies plain values whole", () => {
  const deep = { a: [1, { b: [{ c: { d: { e: "x" } } }] }], n: null, f: () => 1, u: undefined };
  expect(toPlain(deep)).toEqual({ a: [1, { b: [{ c: { d: { e: "x" } } }] }], n: null });
  expect(toPlain(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(toPlain([undefined, Number.NaN, 1])).toEqual([null, null, 1]);
});

it("copies other objects by their enumerable fields, two levels deep", () => {
  class Host {
    name = "outer";
    inner: unknown = null;
    get hidden() {
      return 1;
    }
    constructor(depth: number) {
      if (depth > 0) this.inner = new Host(depth - 1);
    }
  }
  expect(toPlain(new Host(3))).toEqual({
    name: "outer",
    inner: { name: "outer", inner: null },
  });
});

it("ends at cycles and at fields that refuse to be read", () => {
  const ring: Record<string, unknown> = { a: 1 };
  ring.self = ring;
  Object.defineProperty(ring, "bad", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  expect(toPlain(ring)).toEqual({ a: 1, self: null });
});

it("gives the address of the page with its parts", async () => {
  const address = (await value("window.location")) as Record<string, unknown>;
  expect(await value("window.location.href")).toBe(location.href);
  expect(address).toBeTypeOf("object");
});
