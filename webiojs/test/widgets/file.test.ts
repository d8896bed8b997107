import { expect, test, vi } from "vitest";
import { makeContext, render } from "./helpers";

const node = { type: "file", id: 1, label: "Get it", name: "a.txt", src: "file:3/abc" } as const;

test("a file is a link that saves it under its name", () => {
  const link = render(node).querySelector("a");
  expect(link?.textContent).toBe("Get it");
  expect(link?.getAttribute("href")).toBe("?file=3/abc");
  expect(link?.getAttribute("download")).toBe("a.txt");
  expect(link?.className).toBe("btn btn-link");
});

test("a click is not one on the output around it, and nothing is sent", () => {
  const context = makeContext();
  const around = vi.fn();
  const box = document.createElement("div");
  box.addEventListener("click", around);
  box.append(render(node, context));
  box.querySelector("a")?.dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
  expect(around).not.toHaveBeenCalled();
  expect(context.sent).toEqual([]);
});
