import { beforeEach, describe, expect, it } from "vitest";
import { type Left, Memory, placeOf } from "../../src/reload/memory";

const left: Left = {
  session: "key",
  view: "view",
  began: 1,
  reloaded: false,
  made: false,
  done: 3,
  forms: { 1: { name: "Ann" } },
  pins: {},
  look: null,
  focus: null,
  events: [],
};

/** A storage that takes so many characters. */
class SmallStorage {
  [key: string]: unknown;

  constructor(room: number) {
    const define = (name: string, value: unknown) =>
      Object.defineProperty(this, name, { value, enumerable: false });
    define("getItem", (key: string) => this[key] ?? null);
    define("removeItem", (key: string) => delete this[key]);
    define("setItem", (key: string, value: string) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      this[key] = value;
    });
  }
}

const small = (room: number) => new SmallStorage(room) as unknown as Storage;

beforeEach(() => sessionStorage.clear());

describe("what a load leaves", () => {
  it("is found by the next one at the same place, and nowhere else", () => {
    new Memory("here", sessionStorage).write(left);
    expect(new Memory("here", sessionStorage).read()).toEqual(left);
    expect(new Memory("there", sessionStorage).read()).toBeNull();
  });

  it("counts effects that were done since it was written", () => {
    const memory = new Memory("here", sessionStorage);
    memory.write(left);
    memory.note(9);
    expect(memory.read()?.done).toBe(9);
    memory.note(2);
    expect(memory.read()?.done).toBe(3);
  });

  it("can be forgotten", () => {
    const memory = new Memory("here", sessionStorage);
    memory.write(left);
    memory.note(9);
    memory.forget();
    expect(memory.read()).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });

  it("is not believed when somebody else has written there", () => {
    for (const text of ["{", "null", "3", "[]", '{"session": 5}', '{"session": "a"}']) {
      sessionStorage.setItem("pywebio here", text);
      expect(new Memory("here", sessionStorage).read()).toBeNull();
    }
  });

  it("is the key alone where there is no room for more", () => {
    const memory = new Memory("here", small(300));
    memory.write({ ...left, forms: { 1: { name: "x".repeat(1000) } } });
    expect(memory.read()).toEqual({ ...left, forms: {} });
  });

  it("is nothing where the browser keeps nothing", () => {
    for (const storage of [null, small(10)]) {
      const memory = new Memory("here", storage);
      memory.write(left);
      memory.note(5);
      expect(memory.read()).toBeNull();
      memory.forget();
    }
  });

  it("of many places does not pile up", () => {
    for (let n = 0; n < 50; n += 1) {
      const memory = new Memory(`place ${n}`, sessionStorage);
      memory.note(n);
      memory.write(left);
    }
    expect(sessionStorage.length).toBeLessThan(50);
    expect(new Memory("place 49", sessionStorage).read()).not.toBeNull();
  });
});

it("a place is path, query, application and container", () => {
  const address = new URL("http://x/tool?a=1#part");
  const place = placeOf(address, "main");
  expect(placeOf(new URL("http://x/tool?a=1#other"), "main")).toBe(place);
  const others = [
    placeOf(new URL("http://x/tool?a=2"), "main"),
    placeOf(new URL("http://x/other?a=1"), "main"),
    placeOf(address, "second"),
    placeOf(address, "main", "box"),
  ];
  expect(new Set([place, ...others]).size).toBe(5);
});
