// The texts of all languages: that they are complete, and how the page comes to its own.

import { afterEach, beforeEach, expect, test } from "vitest";
import "../src/lazy/widgets"; // with which some of the English texts come
import { fillTexts, languagePart, setLanguage, type Texts, t, texts } from "../src/i18n";

const files = import.meta.glob<{ texts: Texts }>("../src/lazy/lang/*.ts", { eager: true });
const lazy = Object.entries(files).map(
  ([file, module]) => [file.replace(/.*\/|\.ts$/g, ""), module.texts] as const,
);
const en = (): Texts => texts.en as Texts;
const marks = (text = ""): string[] => (text.match(/\{\d\}/g) ?? []).sort();

beforeEach(clear);
afterEach(clear);

function clear(): void {
  document.documentElement.removeAttribute("lang");
  document.documentElement.removeAttribute("dir");
  delete texts.fr;
}

test("there are ten languages", () => {
  const names = [...Object.keys(texts), ...lazy.map(([name]) => name)].sort();
  expect(names).toEqual(["de", "en", "es", "fa", "fr", "ja", "kk", "ru", "uz", "zh"]);
});

test.each(lazy)("%s says all, with the same places", (_, entries) => {
  expect(Object.keys(entries).sort()).toEqual(Object.keys(en()).sort());
  for (const [key, text] of Object.entries(entries)) {
    expect(text.trim(), key).not.toBe("");
    expect(marks(text), key).toEqual(marks(en()[key]));
  }
});

test("only languages that are not here already have a part of the bundle", () => {
  const part = (tag: string): string | undefined => {
    document.documentElement.lang = tag;
    return languagePart();
  };
  expect(["fr", "fr-CA", "en", "zh-CN", "xx"].map(part)).toEqual([
    "lang-fr",
    "lang-fr",
    undefined,
    "lang-zh",
    undefined,
  ]);
});

test("texts of a program go before those that come later", () => {
  texts.fr = { submit: "Allons-y" };
  fillTexts("lang-fr", { submit: "Envoyer", cancel: "Annuler" });
  document.documentElement.lang = "fr-CA";
  expect([t("submit"), t("cancel"), t("reset")]).toEqual(["Allons-y", "Annuler", "Reset"]);
});

test("a page in Persian runs from right to left", () => {
  setLanguage("fr");
  expect(document.documentElement.dir).toBe("");
  setLanguage("fa-IR");
  expect(document.documentElement.lang).toBe("fa-IR");
  expect(document.documentElement.dir).toBe("rtl");
});
