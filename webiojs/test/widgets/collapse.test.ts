import { expect, test } from "vitest";
import { render } from "./helpers";

const text = (id: number, content: string) => ({ type: "text", id, content }) as const;

test("a collapse opens by its title", () => {
  const closed = render({ type: "collapse", id: 1, title: "More", contents: [text(2, "a")] });
  expect(closed.querySelector("summary")?.textContent).toBe("More");
  expect(closed.hasAttribute("open")).toBe(false);
  expect(closed.querySelector(".webio-collapse-body")?.textContent).toBe("a");
  expect(
    render({ type: "collapse", id: 1, title: "", contents: [], open: true }).hasAttribute("open"),
  ).toBe(true);
});
