// Short messages at the edge of the page. Their boxes are there before the first message, since
// screen readers only tell what changes in a box that they know.

import type { Context } from "../context";
import { t } from "../i18n";
import type { Toast } from "../protocol";
import { h } from "./dom";

type Position = NonNullable<Toast["position"]>;

const KINDS = new Set(["info", "error", "warn", "success"]);
/** At most so many stand on the page; the oldest go. */
const MOST = 20;
/** Time to fade out, as in the style sheet. */
const FADE_MS = 160;

const closers = new WeakMap<Element, () => void>();
let box: HTMLElement | undefined;

/** The box of all toasts, made when it is first asked for. */
export function toastBox(): HTMLElement {
  if (!box) {
    const parts = (["left", "center", "right"] as const).map((position) =>
      h("div", { class: `webio-toasts-${position}` }),
    );
    box = h("div", { class: "webio-toasts", "aria-live": "polite" }, ...parts);
  }
  if (!box.isConnected) placeToasts();
  return box;
}

/** Put the toasts into the topmost dialog: everything outside of it can be neither seen nor used. */
export function placeToasts(leaving?: Element): void {
  const open = [...document.querySelectorAll("dialog[open]")].filter((one) => one !== leaving);
  const home = open.at(-1) ?? document.body;
  if (box && box.parentElement !== home) home.append(box);
}

/** Show a message; it goes after its time, by its close button, or by a click that a program wants. */
export function showToast(toast: Toast, context: Context): void {
  const { content, duration = 2000, callback = 0, color = "info" } = toast;
  const text = h("div", { class: "webio-toast-text" }, content);
  const element = h("div", { class: "toastify" }, text);
  paint(element, color);
  const timer = new Timer(duration, () => close());
  const close = (): void => {
    if (!closers.delete(element)) return;
    timer.hold();
    if (callback) context.send({ event: "toast.closed", callback });
    element.classList.add("webio-toast-leaving");
    setTimeout(() => element.remove(), FADE_MS);
  };
  closers.set(element, close);
  if (callback) {
    makeClickable(element, text, () => {
      if (!closers.has(element)) return;
      context.send({ event: "callback", callback });
      close();
    });
  }
  if (duration === 0) element.append(closeButton(close));
  for (const name of ["pointerenter", "focusin"])
    element.addEventListener(name, () => timer.hold());
  for (const name of ["pointerleave", "focusout"])
    element.addEventListener(name, () => timer.run());
  insert(element, toast.position ?? "center");
  timer.run();
}

function insert(element: HTMLElement, position: Position): void {
  const stack = toastBox().querySelector(`.webio-toasts-${position}`);
  stack?.append(element);
  const shown = [...toastBox().querySelectorAll(".toastify")].filter((one) => closers.has(one));
  for (const old of shown.slice(0, Math.max(0, shown.length - MOST))) closers.get(old)?.();
}

function paint(element: HTMLElement, color: string): void {
  if (KINDS.has(color)) {
    element.classList.add(`webio-toast-${color}`);
    return;
  }
  element.style.background = color;
  element.style.color = isLight(color) ? "#1b1f24" : "#fff";
}

/** Whether dark text reads better on a colour: `#rgb` or `#rrggbb`, by the formula of WCAG. */
export function isLight(color: string): boolean {
  const short = /^#([\da-f])([\da-f])([\da-f])[\da-f]?$/i.exec(color);
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})([\da-f]{2})?$/i.exec(color);
  const parts = short?.slice(1, 4).map((digit) => digit + digit) ?? long?.slice(1, 4);
  if (!parts) return false;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

/** A click anywhere counts; for the keyboard the text is the button. */
function makeClickable(element: HTMLElement, text: HTMLElement, action: () => void): void {
  element.addEventListener("click", action);
  text.classList.add("webio-toast-button");
  text.tabIndex = 0;
  text.setAttribute("role", "button");
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    action();
  });
}

function closeButton(close: () => void): HTMLElement {
  const click = (event: Event): void => {
    event.stopPropagation();
    close();
  };
  return h("button", {
    type: "button",
    class: "btn-close",
    "aria-label": t("close"),
    on: { click },
  });
}

/** A time that can be held; 0 never ends. */
class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly duration: number,
    private readonly done: () => void,
  ) {}

  run(): void {
    this.hold();
    if (this.duration > 0) this.handle = setTimeout(this.done, this.duration);
  }

  hold(): void {
    clearTimeout(this.handle);
  }
}
