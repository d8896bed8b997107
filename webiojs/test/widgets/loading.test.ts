import { expect, test } from "vitest";
import { render } from "./helpers";

test("a sign of waiting says so to those who do not see it", () => {
  const element = render({ type: "loading", id: 1 });
  expect(element.className).toBe("spinner-border text-dark webio-loading");
  expect(element.getAttribute("role")).toBe("status");
  expect(element.textContent).toBe("Loading…");
});

test("shape and color", () => {
  const element = render({ type: "loading", id: 1, shape: "grow", color: "danger" });
  expect(element.className).toContain("spinner-grow text-danger");
});
