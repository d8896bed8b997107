import { expect, test } from "vitest";
import type { Progress } from "../../src/protocol";
import { widgets } from "../../src/widgets/registry";
import { makeContext, render } from "./helpers";

const bar = (node: Partial<Progress>): Progress => ({
  type: "progress",
  id: 1,
  name: "x",
  ...node,
});

function parts(element: HTMLElement) {
  const track = element.querySelector(".progress") as HTMLElement;
  return {
    label: element.querySelector(".webio-progress-label")?.textContent,
    now: track.getAttribute("aria-valuenow"),
    text: track.getAttribute("aria-valuetext"),
    width: (track.firstElementChild as HTMLElement).style.width,
  };
}

test("a bar is found by its name, and says how far it is", () => {
  const element = render(bar({ value: 0.125, label: "12.5%" }));
  expect(element.id).toBe("webio-progressbar-x");
  expect(parts(element)).toEqual({ label: "12.5%", now: "12.5", text: "12.5%", width: "12.5%" });
  const track = element.querySelector("[role=progressbar]");
  expect(track?.getAttribute("aria-label")).toBe("Progress");
  expect(track?.getAttribute("aria-valuemax")).toBe("100");
});

test("the same element moves on", () => {
  const element = render(bar({ label: "0.0%" }));
  expect(parts(element).width).toBe("0%");
  const next = bar({ value: 1, label: "done" });
  expect(widgets.progress.render(next, makeContext(), element)).toBe(element);
  expect(parts(element)).toMatchObject({ label: "done", width: "100%", now: "100" });
});

test("where nobody knows the end there is no value", () => {
  const element = render(bar({ value: null, label: "12" }));
  expect(parts(element)).toMatchObject({ label: "12", now: null, width: "100%" });
  expect(element.querySelector(".webio-progress-unknown")).not.toBeNull();
});

test.each([
  [7, "0:07 left"],
  [62.2, "1:03 left"],
  [3723, "1:02:03 left"],
])("speed and %s seconds to go", (left, words) => {
  const label = parts(render(bar({ label: "3/9", rate: 12.3456, left }))).label;
  expect(label).toBe(`3/9 · 12.3/s · ${words}`);
});
