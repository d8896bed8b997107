import { describe, expect, it } from "vitest";
import { Departure, LEAVES_WITHIN, type NavigateLike, SOON } from "../../src/reload/departure";
import { FakeClock } from "../fakes";

function browser() {
  const listeners: ((event: NavigateLike) => void)[] = [];
  const controller = new AbortController();
  return {
    addEventListener: (_name: "navigate", listener: (event: NavigateLike) => void) =>
      listeners.push(listener),
    navigate(navigationType: string, sameDocument = false, downloadRequest: string | null = null) {
      const destination = { sameDocument };
      for (const listener of listeners) {
        listener({ navigationType, destination, downloadRequest, signal: controller.signal });
      }
    },
    abort: () => controller.abort(),
  };
}

describe("with the Navigation API a page is left by its own doing", () => {
  it("when it says so", () => {
    for (const type of ["reload", "push", "replace"]) {
      const navigation = browser();
      const departure = new Departure(navigation, new FakeClock());
      expect(departure.made).toBe(false);
      navigation.navigate(type);
      expect(departure.made).toBe(true);
    }
  });

  it("but not by steps in the history, or within the page", () => {
    const navigation = browser();
    const departure = new Departure(navigation, new FakeClock());
    navigation.navigate("traverse");
    navigation.navigate("push", true);
    departure.acted();
    expect(departure.made).toBe(false);
  });

  it("but not by a download", () => {
    const navigation = browser();
    const clock = new FakeClock();
    const departure = new Departure(navigation, clock);
    navigation.navigate("push", false, "name.txt");
    expect(departure.made).toBe(false);
    navigation.navigate("push"); // of which the server says later that it is one
    clock.pass(LEAVES_WITHIN);
    expect(departure.made).toBe(false);
  });

  it("but not if it stays after all", () => {
    const navigation = browser();
    const departure = new Departure(navigation, new FakeClock());
    navigation.navigate("reload");
    navigation.abort();
    expect(departure.made).toBe(false);
  });
});

it("without the Navigation API a page is left by its own doing soon after a script or a click", () => {
  const clock = new FakeClock();
  const departure = new Departure(undefined, clock);
  expect(departure.made).toBe(false);
  departure.acted();
  clock.pass(SOON - 1);
  expect(departure.made).toBe(true);
  clock.pass(1);
  expect(departure.made).toBe(false);
});
