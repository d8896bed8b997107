/// <reference types="vite/client" />

import { afterEach, expect, test } from "vitest";
import { addTexts, message, t, texts } from "../src/i18n";
import { texts as zh } from "../src/lazy/lang/zh";

afterEach(() => {
  document.documentElement.lang = "";
  delete texts.fr;
  delete texts.zh;
});

test("texts come in the language of the page, else in English", () => {
  addTexts({ zh });
  document.documentElement.lang = "zh-Hans-CN";
  expect(t("submit")).toBe("提交");
  document.documentElement.lang = "xx";
  expect(t("submit")).toBe("Submit");
});

test("languages can be added, with what is missing in English", () => {
  addTexts({ fr: { submit: "Envoyer" } });
  addTexts({ fr: { cancel: "Annuler" } });
  document.documentElement.lang = "fr-CA";
  expect([t("submit"), t("cancel"), t("reset")]).toEqual(["Envoyer", "Annuler", "Reset"]);
});

test("texts of the server", () => {
  expect(message("Too young")).toBe("Too young");
  expect(message("@required")).toBe("Please fill in this field.");
  expect(message("@too_small")).toBe("This is too small.");
  expect(message("@too_small|10")).toBe("Please enter 10 or more.");
  expect(message("@@home")).toBe("@home");
  expect(message("@nothing of ours")).toBe("@nothing of ours");
});

test("every key that the server sends has a text", () => {
  const keys = (
    "required invalid not_number not_integer not_option not_url not_date not_time not_datetime " +
    "not_color too_short too_long too_small too_big pattern step"
  ).split(" ");
  for (const key of keys) expect(texts.en?.[key]).toBeTruthy();
});

test("every key that the page uses has a text", () => {
  const sources = import.meta.glob<string>("../src/**/*.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const used = Object.values(sources).flatMap((source) =>
    [...source.matchAll(/\bt\("(\w+)"/g)].map((match) => match[1] as string),
  );
  expect(used.length).toBeGreaterThan(20);
  expect(used.filter((key) => texts.en?.[key] === undefined)).toEqual([]);
});
