import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { feedTo } from "../../src/page/feed";
import type { Log } from "../../src/protocol";
import { LINE } from "../../src/widgets/log";
import { render } from "./helpers";

const VISIBLE = 10;
let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (action: () => void) => frames.push(action));
});
afterEach(() => vi.unstubAllGlobals());

function draw(): void {
  for (const frame of frames.splice(0)) frame();
}

/** A log of ten lines' height; what stands in it is as high as its sheet says. */
function open(node: Partial<Log> = {}) {
  const box = render({ type: "log", id: 1, height: "200px", ...node });
  const sheet = box.firstElementChild as HTMLElement;
  Object.defineProperty(box, "clientHeight", { value: VISIBLE * LINE });
  Object.defineProperty(box, "scrollHeight", {
    get: () => Math.max(VISIBLE * LINE, Number.parseFloat(sheet.style.height || "0")),
  });
  const seen = () => (box.querySelector("pre")?.textContent ?? "").split("\n");
  return { box, seen };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

test("the end stays in sight until the visitor scrolls away, and again at the end", () => {
  const { box, seen } = open();
  feedTo(box, { kind: "log.lines", first: 0, lines: numbers(0, 1000) });
  draw();
  expect(seen().at(-1)).toBe("999");
  expect(seen().length).toBeLessThan(40);
  box.scrollTop = 100 * LINE;
  box.dispatchEvent(new Event("scroll"));
  feedTo(box, { kind: "log.lines", first: 1000, lines: ["new"] });
  draw();
  expect(seen()).toContain("105");
  expect(seen()).not.toContain("new");
  box.scrollTop = 1001 * LINE - VISIBLE * LINE;
  box.dispatchEvent(new Event("scroll"));
  feedTo(box, { kind: "log.lines", first: 1001, lines: ["last"] });
  draw();
  expect(seen().at(-1)).toBe("last");
});

test("without `follow` the beginning stays in sight", () => {
  const { box, seen } = open({ follow: false });
  feedTo(box, { kind: "log.lines", first: 0, lines: numbers(0, 1000) });
  draw();
  expect(seen()[0]).toBe("0");
});

test("lines that are there are left out, those before the start go", () => {
  const { box, seen } = open();
  feedTo(box, { kind: "log.lines", first: 0, lines: numbers(0, 5) });
  feedTo(box, { kind: "log.lines", first: 3, lines: numbers(3, 8), start: 2 });
  draw();
  expect(seen()).toEqual(numbers(2, 8));
  feedTo(box, { kind: "log.lines", first: 50, lines: [], start: 50 });
  draw();
  expect(seen()).toEqual([""]);
  feedTo(box, { kind: "log.lines", first: 50, lines: ["x"], start: 50 });
  draw();
  expect(seen()).toEqual(["x"]);
});

test("a million lines stand in a box of bounded height, the last one at its end", () => {
  const { box, seen } = open();
  feedTo(box, { kind: "log.lines", first: 0, lines: numbers(0, 1_000_000) });
  draw();
  expect(seen().at(-1)).toBe("999999");
  expect(box.scrollHeight).toBeLessThan(10_000_000);
  box.scrollTop = (box.scrollHeight - VISIBLE * LINE) / 2;
  box.dispatchEvent(new Event("scroll"));
  draw();
  expect(seen()).toContain("500000");
});

test("it can be reached by keyboard and has a name", () => {
  const { box } = open({ label: "progress" });
  expect(box.getAttribute("aria-label")).toBe("progress");
  expect(box.tabIndex).toBe(0);
});
