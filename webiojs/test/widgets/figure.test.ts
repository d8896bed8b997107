import { afterEach, expect, test, vi } from "vitest";
import { render, until } from "./helpers";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a figure has its size and its name; what goes wrong is said in its place", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 404 })));
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const place = render({
    type: "figure",
    id: 1,
    library: "plotly",
    spec: "{}",
    scripts: ["file:s/t"],
    title: "sales",
    height: "200px",
  });
  document.body.append(place);
  expect(place.style.height).toBe("200px");
  expect(place.getAttribute("role")).toBe("figure");
  expect(place.getAttribute("aria-label")).toBe("sales");
  await until(() => place.textContent !== "");
  expect(place.textContent).toContain("404 for ?file=s/t");
  expect(error).toHaveBeenCalledOnce();
  place.remove();
});

test("a figure is drawn when its place stands on the page", async () => {
  const newPlot = vi.fn();
  vi.stubGlobal("Plotly", { newPlot });
  const place = render({ type: "figure", id: 1, library: "plotly", spec: '{"data":[1]}' });
  await Promise.resolve();
  expect(newPlot).not.toHaveBeenCalled();
  document.body.append(place);
  await until(() => newPlot.mock.calls.length === 1);
  const config = { responsive: true, displaylogo: false };
  expect(newPlot).toHaveBeenCalledWith(place, { data: [1], config });
  place.remove();
});
