import { expect, test } from "vitest";
import { render } from "./helpers";

const text = (id: number, content: string) => ({ type: "text", id, content }) as const;

test.each([
  ["info", "alert-info", "status"],
  ["success", "alert-success", "status"],
  ["warning", "alert-warning", "alert"],
  ["error", "alert-danger", "alert"],
] as const)("%s is the class %s and the role %s", (kind, name, role) => {
  const element = render({ type: "alert", id: 1, kind, contents: [text(2, "a"), text(3, "b")] });
  expect(element.classList.contains(name)).toBe(true);
  expect(element.getAttribute("role")).toBe(role);
  expect(element.textContent).toBe("ab");
  expect(element.querySelector("button")).toBeNull();
});

test("a closable alert goes by its button", () => {
  const page = document.createElement("div");
  page.append(render({ type: "alert", id: 1, kind: "info", contents: [], closable: true }));
  const button = page.querySelector("button");
  expect(button?.getAttribute("aria-label")).toBe("Close");
  button?.click();
  expect(page.childElementCount).toBe(0);
});
