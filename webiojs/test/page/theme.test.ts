import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { applyTheme } from "../../src/page/theme";

class System extends EventTarget {
  matches = false;

  set(dark: boolean): void {
    this.matches = dark;
    this.dispatchEvent(new Event("change"));
  }
}

const shown = (): string | undefined => document.documentElement.dataset.bsTheme;

// Style sheets count as loaded.
beforeAll(() => {
  const { happyDOM } = window as unknown as {
    happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: boolean } };
  };
  happyDOM.settings.handleDisabledFileLoadingAsSuccess = true;
});

afterEach(() => vi.unstubAllGlobals());

test("it follows the system, until the program names a theme", () => {
  const system = new System();
  vi.stubGlobal("matchMedia", () => system);
  applyTheme();
  expect(shown()).toBe("light");
  system.set(true);
  expect(shown()).toBe("dark");
  applyTheme("light");
  expect(shown()).toBe("light");
  system.set(false);
  system.set(true);
  expect(shown()).toBe("light");
});

test("the body has the class of the theme, one at a time", () => {
  document.body.className = "mine";
  applyTheme("dark");
  expect(document.body.className).toBe("mine webio-theme-dark");
  applyTheme("minty");
  expect(document.body.className).toBe("mine webio-theme-minty");
  applyTheme("a b");
  expect(document.body.className).toBe("mine");
});

test("a theme has a style sheet of its own, once, and as long as it is shown", () => {
  const sheets = (): (string | undefined)[] =>
    [...document.querySelectorAll<HTMLElement>("link[data-webio-theme]")].map(
      (link) => link.dataset.webioTheme,
    );
  applyTheme("minty");
  applyTheme("minty");
  expect(sheets()).toEqual(["minty"]);
  applyTheme("yeti");
  expect(sheets()).toEqual(["yeti"]);
  expect(document.querySelector("link[data-webio-theme]")?.getAttribute("href")).toMatch(
    /theme-yeti\.css$/,
  );
  applyTheme("constructor");
  expect(sheets()).toEqual([]);
});
