import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { STORED } from "../../src/page/scheme";
import { applyTheme } from "../../src/page/theme";
import { showSwitch } from "../../src/page/theme-switch";

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

describe("the visitor's choice", () => {
  const system = new System();

  beforeEach(() => {
    localStorage.clear();
    system.matches = false;
    vi.stubGlobal("matchMedia", () => system);
    document.body.innerHTML = '<footer class="footer">Made with it</footer>';
  });

  const press = (): void => document.querySelector<HTMLElement>(".webio-switch")?.click();
  const says = (): string | null | undefined =>
    document.querySelector(".webio-switch")?.textContent;

  test("goes before the system and is remembered", () => {
    applyTheme("minty", true);
    showSwitch(true);
    expect(says()).toBe("Dark mode");
    press();
    expect([shown(), says(), localStorage.getItem(STORED)]).toEqual(["dark", "Light mode", "dark"]);
    applyTheme("minty", true);
    expect(shown()).toBe("dark");
  });

  test("is forgotten when it is what the system asks for anyhow", () => {
    applyTheme("default", true);
    showSwitch(true);
    press();
    press();
    expect(localStorage.getItem(STORED)).toBeNull();
    system.set(true);
    expect(shown()).toBe("dark");
  });

  test("does not count where the program names light or dark, or hides the switch", () => {
    localStorage.setItem(STORED, "dark");
    applyTheme("light");
    expect(shown()).toBe("light");
    applyTheme("default", true);
    expect(shown()).toBe("dark");
    showSwitch(true);
    showSwitch(false);
    expect(document.querySelector(".webio-switch")).toBeNull();
    expect(shown()).toBe("light");
  });

  test("can begin with what the program names", () => {
    applyTheme("dark", true);
    showSwitch(true);
    expect([shown(), says()]).toEqual(["dark", "Light mode"]);
    press();
    expect([shown(), localStorage.getItem(STORED)]).toEqual(["light", "light"]);
  });

  test("is taken over from another tab", () => {
    applyTheme("default", true);
    showSwitch(true);
    localStorage.setItem(STORED, "dark");
    dispatchEvent(Object.assign(new Event("storage"), { key: STORED }));
    expect([shown(), says()]).toEqual(["dark", "Light mode"]);
  });

  test("holds for the page where the browser keeps nothing, and rubbish is no choice", () => {
    localStorage.setItem(STORED, "purple");
    applyTheme("default", true);
    expect(shown()).toBe("light");
    showSwitch(true);
    vi.stubGlobal("localStorage", {
      getItem() {
        throw new Error("blocked");
      },
      setItem() {
        throw new Error("blocked");
      },
    });
    press();
    expect(shown()).toBe("dark");
  });
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
