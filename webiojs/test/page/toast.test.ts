import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isLight, placeToasts, showToast, toastBox } from "../../src/page/toast";
import type { Toast } from "../../src/protocol";
import { makeContext } from "../widgets/helpers";

let context = makeContext();

function show(toast: Partial<Toast> = {}): HTMLElement {
  showToast({ cmd: "toast", effect: 1, content: "<b>Hi</b>", ...toast }, context);
  return [...document.querySelectorAll<HTMLElement>(".toastify")].at(-1) as HTMLElement;
}

beforeEach(() => {
  vi.useFakeTimers();
  context = makeContext();
});

afterEach(() => {
  for (const element of document.querySelectorAll(".toastify")) element.remove();
  vi.useRealTimers();
});

test("it is text in a box that screen readers listen to", () => {
  const toast = show();
  expect(toast.textContent).toBe("<b>Hi</b>");
  expect(toast.closest("[aria-live=polite]")).toBe(toastBox());
});

test.each(["left", "center", "right"] as const)("it stands at the %s", (position) => {
  expect(show({ position }).closest(`.webio-toasts-${position}`)).not.toBeNull();
});

test("it goes after its time, held by the pointer", () => {
  const toast = show({ duration: 1000 });
  vi.advanceTimersByTime(900);
  toast.dispatchEvent(new Event("pointerenter"));
  vi.advanceTimersByTime(5000);
  expect(toast.isConnected).toBe(true);
  toast.dispatchEvent(new Event("pointerleave"));
  vi.advanceTimersByTime(999);
  expect(toast.classList.contains("webio-toast-leaving")).toBe(false);
  vi.advanceTimersByTime(500);
  expect(toast.isConnected).toBe(false);
  expect(context.sent).toEqual([]);
});

test("without a time it stays until it is closed", () => {
  const toast = show({ duration: 0, callback: 5 });
  vi.advanceTimersByTime(1e6);
  expect(toast.isConnected).toBe(true);
  toast.querySelector<HTMLElement>(".btn-close")?.click();
  vi.advanceTimersByTime(1000);
  expect(toast.isConnected).toBe(false);
  expect(context.sent).toEqual([{ event: "toast.closed", callback: 5 }]);
});

test("a click calls the program once, and the toast goes", () => {
  const toast = show({ callback: 5 });
  toast.click();
  toast.click();
  expect(context.sent).toEqual([
    { event: "callback", callback: 5 },
    { event: "toast.closed", callback: 5 },
  ]);
});

test("the keyboard can do it, too", () => {
  const button = show({ callback: 5 }).querySelector<HTMLElement>("[role=button]");
  button?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(context.sent[0]).toEqual({ event: "callback", callback: 5 });
});

test("colours by name are classes, others are taken with text that can be read on them", () => {
  expect(show({ color: "warn" }).classList.contains("webio-toast-warn")).toBe(true);
  expect(show({ color: "#ffff00" }).style.color).toBe("#1b1f24");
  expect(show({ color: "#00a" }).style.color).toBe("#fff");
  expect(isLight("#fff")).toBe(true);
  expect(isLight("#1f5fd6")).toBe(false);
});

test("of very many only the newest stay", () => {
  for (let number = 0; number < 25; number += 1) show({ content: String(number), duration: 0 });
  vi.advanceTimersByTime(1000);
  const shown = [...document.querySelectorAll(".toastify")].map((toast) => toast.textContent);
  expect(shown).toHaveLength(20);
  expect(shown.at(0)).toBe("5");
});

test("they are moved into an open dialog and out of it", () => {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("open", "");
  document.body.append(dialog);
  show();
  placeToasts();
  expect(toastBox().parentElement).toBe(dialog);
  placeToasts(dialog);
  expect(toastBox().parentElement).toBe(document.body);
  dialog.remove();
});
