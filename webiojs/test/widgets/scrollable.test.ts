import { afterEach, expect, test, vi } from "vitest";
import type { Scrollable } from "../../src/protocol";
import { render } from "./helpers";

const box = (node: Partial<Scrollable>): HTMLElement =>
  render({
    type: "scrollable",
    id: 1,
    contents: [{ type: "text", id: 2, content: "a" }],
    ...node,
  });

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a box that scrolls is reachable and has its limits", () => {
  const element = box({ min_height: "10px", max_height: "200px", border: true });
  expect(element.className).toBe("webio-scrollable webio-scrollable-border");
  expect([element.style.minHeight, element.style.maxHeight]).toEqual(["10px", "200px"]);
  expect(element.tabIndex).toBe(0);
  expect(element.getAttribute("aria-label")).toBe("Scrollable area");
  expect(element.textContent).toBe("a");
  expect(box({}).style.maxHeight).toBe("");
});

test("the end stays in sight until somebody is in it", () => {
  let grow = (): void => undefined;
  const disconnect = vi.fn();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        grow = callback;
      }
      observe = vi.fn();
      disconnect = disconnect;
    },
  );
  const element = box({ keep_bottom: true });
  document.body.append(element);
  Object.defineProperty(element, "scrollHeight", { value: 500 });
  grow();
  expect(element.scrollTop).toBe(500);
  element.scrollTop = 20;
  element.focus();
  grow();
  expect(element.scrollTop).toBe(20);
  element.remove();
  grow();
  expect(disconnect).toHaveBeenCalled();
});
