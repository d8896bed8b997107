import { afterEach, expect, test, vi } from "vitest";

/** Says what the browser would: that a box has another size. */
class Observer {
  static last: Observer;
  readonly boxes = new Set<Element>();

  constructor(private readonly tell: (entries: { target: Element }[]) => void) {
    Observer.last = this;
  }

  observe(box: Element): void {
    this.boxes.add(box);
  }

  unobserve(box: Element): void {
    this.boxes.delete(box);
  }

  resize(box: HTMLElement, content: number, width: number): void {
    Object.defineProperty(box, "scrollWidth", { value: content, configurable: true });
    Object.defineProperty(box, "clientWidth", { value: width, configurable: true });
    this.tell([{ target: box }]);
  }
}

afterEach(() => vi.unstubAllGlobals());

test("a box is a stop of the keyboard only while it scrolls, and is let go with the page", async () => {
  vi.stubGlobal("ResizeObserver", Observer);
  const { watchOverflow } = await import("../../src/page/overflow");
  const box = document.createElement("div");
  document.body.append(box);
  watchOverflow(box, "Table");
  Observer.last.resize(box, 500, 300);
  expect(box.tabIndex).toBe(0);
  expect(box.getAttribute("aria-label")).toBe("Table");
  Observer.last.resize(box, 300, 300);
  expect(box.hasAttribute("tabindex")).toBe(false);
  expect(box.hasAttribute("aria-label")).toBe(false);
  box.remove();
  Observer.last.resize(box, 0, 0);
  expect(Observer.last.boxes.size).toBe(0);
});
