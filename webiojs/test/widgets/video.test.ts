import { expect, test } from "vitest";
import { render } from "./helpers";

test("a film has controls, a picture before it plays, and a size", () => {
  const element = render({
    type: "video",
    id: 1,
    src: "a.mp4",
    poster: "file:3/abc",
    width: "50%",
    height: "30",
    muted: true,
    autoplay: true,
  }) as HTMLVideoElement;
  expect(element.getAttribute("src")).toBe("a.mp4");
  expect(element.getAttribute("poster")).toBe("?file=3/abc");
  expect([element.style.width, element.style.height]).toEqual(["50%", "30px"]);
  expect(element.muted).toBe(true);
  expect(element.hasAttribute("controls")).toBe(true);
  expect(element.hasAttribute("aria-label")).toBe(false);
});
