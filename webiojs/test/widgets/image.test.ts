import { expect, test } from "vitest";
import { render } from "./helpers";

test("a file of the session has an address of the server", () => {
  const element = render({ type: "image", id: 1, src: "file:3/abc", title: "A chart" });
  expect(element.getAttribute("src")).toBe("?file=3/abc");
  expect(element.getAttribute("alt")).toBe("A chart");
});

test("an image without a title is decoration", () => {
  expect(render({ type: "image", id: 1, src: "a.png" }).getAttribute("alt")).toBe("");
});

test("sizes are lengths, bare numbers pixels", () => {
  const element = render({ type: "image", id: 1, src: "a.png", width: "50%", height: "30" });
  expect(element.style.width).toBe("50%");
  expect(element.style.height).toBe("30px");
});

test("what stands elsewhere is fetched when it comes near, a file of the session at once", () => {
  const loading = (src: string): string | null =>
    render({ type: "image", id: 1, src }).getAttribute("loading");
  expect(loading("https://example.org/a.png")).toBe("lazy");
  expect(loading("file:3/abc")).toBeNull();
});
