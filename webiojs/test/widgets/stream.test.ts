import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { feedTo } from "../../src/page/feed";
import { render } from "./helpers";

// DOMPurify needs a real browser: here only its place is looked at.
vi.mock("dompurify", () => ({
  default: { sanitize: (markup: string) => markup.replace(/ onclick='[^']*'/g, "") },
}));

let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (action: () => void) => frames.push(action));
});
afterEach(() => vi.unstubAllGlobals());

function draw(): void {
  for (const frame of frames.splice(0)) frame();
}

function say(element: HTMLElement, at: number, text: string, done = false): void {
  feedTo(element, { kind: "stream.text", at, text, done });
}

test("blocks that stand stay, only the last one is made anew", () => {
  const element = render({ type: "stream", id: 1 });
  say(element, 0, "# Title\n\none **tw");
  draw();
  const title = element.querySelector("h1");
  expect(title?.textContent).toBe("Title");
  say(element, 17, "o**\n\n- a\n- b");
  draw();
  expect(element.querySelector("h1")).toBe(title);
  expect(element.querySelector("strong")?.textContent).toBe("two");
  expect(element.querySelectorAll("li")).toHaveLength(2);
});

test("text that is there is left out, also beyond the first plane", () => {
  const element = render({ type: "stream", id: 1, plain: true });
  say(element, 0, "😀a");
  say(element, 0, "😀ab");
  draw();
  say(element, 3, "<i>");
  draw();
  expect(element.textContent).toBe("😀ab<i>");
});

test("nothing in it runs, and it says when it is complete", () => {
  const element = render({ type: "stream", id: 1 });
  const text = "<b onclick='x()'>b</b> [l][1]\n\n[1]: https://example.org";
  say(element, 0, text);
  draw();
  expect(element.getAttribute("aria-busy")).toBe("true");
  expect(element.querySelector("b")?.getAttribute("onclick")).toBeNull();
  say(element, text.length, "/x", true);
  draw();
  expect(element.hasAttribute("aria-busy")).toBe(false);
  expect(element.querySelector("a")?.href).toBe("https://example.org/x");
});

test("code stays without colours until it is whole", () => {
  const element = render({ type: "stream", id: 1 });
  say(element, 0, "```python\nx = 1");
  draw();
  expect(element.querySelector("code")?.textContent).toBe("x = 1\n");
  expect(element.querySelectorAll("pre")).toHaveLength(1);
  say(element, 15, "\n```\n\nend", true);
  draw();
  expect(element.querySelectorAll("p")).toHaveLength(1);
});
