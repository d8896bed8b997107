import { expect, test } from "vitest";
import { addTexts, texts } from "../../src/i18n";
import { texts as zh } from "../../src/lazy/lang/zh";
import { render } from "./helpers";

test("a notice says its figure in the visitor's language", () => {
  const node = { type: "notice", id: 1, notice: "trimmed", detail: "120" } as const;
  expect(render(node).textContent).toBe("120 earlier outputs are no longer shown.");
  addTexts({ zh });
  document.documentElement.lang = "zh-CN";
  expect(render(node).textContent).toBe("较早的 120 项输出已不再显示。");
  document.documentElement.lang = "";
  delete texts.zh;
});
