import type { Widget } from "../context";
import { language, t } from "../i18n";
import { classes, h } from "../page/dom";
import type { Progress } from "../protocol";

export const progress: Widget<Progress> = {
  render(node, _context, old) {
    // The same element moves on, so that the bar glides and nobody is told of a new one.
    const element = old ?? make();
    const value = node.value === undefined ? 0 : node.value;
    const words = wordsOf(node);
    const [label, track] = [...element.children] as [HTMLElement, HTMLElement];
    const bar = track.firstElementChild as HTMLElement;
    element.id = `webio-progressbar-${node.name}`;
    label.textContent = words;
    track.setAttribute("aria-valuetext", words);
    if (value === null) track.removeAttribute("aria-valuenow");
    else track.setAttribute("aria-valuenow", String(Math.round(value * 1000) / 10));
    bar.style.width = value === null ? "100%" : `${value * 100}%`;
    bar.className = classes("progress-bar", value === null && "webio-progress-unknown");
    return element;
  },
};

function make(): HTMLElement {
  const range = { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 };
  return h(
    "div",
    { class: "webio-progress" },
    h("div", { class: "webio-progress-label" }),
    h("div", { class: "progress", "aria-label": t("progress"), ...range }, h("div")),
  );
}

/** The label, and what is known of speed and time. */
function wordsOf(node: Progress): string {
  const words = [node.label ?? ""];
  if (node.rate) {
    const format = new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 });
    words.push(t("per_second", format.format(node.rate)));
  }
  if (node.left) words.push(t("time_left", duration(node.left)));
  return words.filter(Boolean).join(" · ");
}

/** Seconds as `0:07`, `12:30`, `1:02:03`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
