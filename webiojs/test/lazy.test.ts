import { afterEach, expect, it, vi } from "vitest";
import { assetUrl, chunk, loaded, setAssets } from "../src/lazy";

// `__CHUNKS__` of vitest.config.ts names one chunk, "probe", and one that is not there, "broken".

afterEach(() => {
  setAssets("./assets/");
  vi.useRealTimers();
});

it("asks for assets at the address that the page was told", () => {
  expect(assetUrl("a.js")).toBe(new URL("./assets/a.js", document.baseURI).href);
  setAssets("?_pywebio_asset=");
  expect(assetUrl("a.js")).toBe(new URL("?_pywebio_asset=a.js", document.baseURI).href);
  setAssets("https://cdn.example/page/assets/");
  expect(assetUrl("a.js")).toBe("https://cdn.example/page/assets/a.js");
});

it("loads a chunk once, and knows it from then on", async () => {
  setAssets("data:text/javascript,");
  expect(loaded("probe")).toBeUndefined();
  const [first, second] = await Promise.all([
    chunk<{ made: object }>("probe"),
    chunk<{ made: object }>("probe"),
  ]);
  expect(first.made).toBe(second.made);
  expect(loaded("probe")).toBe(first);
});

it("asks again when the network fails, and gives up in the end", async () => {
  vi.useFakeTimers();
  setAssets("data:text/nothing,");
  const failed = expect(chunk("broken")).rejects.toThrow();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.runOnlyPendingTimersAsync();
  }
  await failed;
  expect(loaded("broken")).toBeUndefined();
});

it("names a chunk that the page does not have", async () => {
  await expect(chunk("nonsense")).rejects.toThrow('"nonsense"');
});
