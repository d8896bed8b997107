import { expect, test } from "vitest";
import { render } from "./helpers";

test("a sound has controls and an address of the server", () => {
  const element = render({ type: "audio", id: 1, src: "file:3/abc", title: "birds", loop: true });
  expect(element.tagName).toBe("AUDIO");
  expect(element.getAttribute("src")).toBe("?file=3/abc");
  expect(element.getAttribute("aria-label")).toBe("birds");
  expect(
    ["controls", "loop", "autoplay", "muted"].map((name) => element.hasAttribute(name)),
  ).toEqual([true, true, false, false]);
});
