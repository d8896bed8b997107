import { expect, test } from "vitest";
import { render } from "./helpers";

test("a link goes to its address, in a new window without a hold on this one", () => {
  const element = render({
    type: "link",
    id: 1,
    label: "<x>",
    url: "https://example.com/?a=1",
    new_window: true,
  });
  expect(element.textContent).toBe("<x>");
  expect(element.getAttribute("href")).toBe("https://example.com/?a=1");
  expect(element.getAttribute("target")).toBe("_blank");
  expect(element.getAttribute("rel")).toBe("noopener");
});

test("a link to an application has its address", () => {
  expect(render({ type: "link", id: 1, label: "x", app: "demo" }).getAttribute("href")).toBe(
    "?app=demo",
  );
});

test.each([
  "javascript:run()",
  " JavaScript:run()",
  "java\nscript:run()",
  "data:text/html,x",
  "vbscript:x",
])("%j leads nowhere", (url) => {
  expect(render({ type: "link", id: 1, label: "x", url }).hasAttribute("href")).toBe(false);
});

test.each(["mailto:a@b.c", "#part", "../other", "?q=javascript:1"])("%j is a link", (url) => {
  expect(render({ type: "link", id: 1, label: "x", url }).getAttribute("href")).toBe(url);
});
