import type { Widget } from "../context";
import { t } from "../i18n";
import { h } from "../page/dom";
import { takesFeed } from "../page/feed";
import type { Log, LogLines } from "../protocol";

/** In pixels, as the style sheet has it. */
export const LINE = 20;
/** Browsers have no boxes that are much higher: beyond, a step of the scroll bar is several lines. */
const HIGHEST = 8_000_000;
/** Lines that are kept above and below those in sight. */
const MARGIN = 10;
/** Lines that have gone are taken out of the list so many at a time. */
const COMPACT = 20_000;

export const log: Widget<Log> = {
  render(node) {
    const lines = h("pre", { class: "webio-log-lines" });
    const sheet = h("div", { class: "webio-log-sheet" }, lines);
    const box = h(
      "div",
      {
        class: "webio-log",
        role: "log",
        "aria-live": "off",
        "aria-label": node.label || t("log"),
        tabindex: 0,
      },
      sheet,
    );
    box.style.height = node.height ?? "";
    const view = new LogView(box, sheet, lines, node.follow ?? true);
    takesFeed(box, ["log.lines"], (change) => view.take(change));
    return box;
  },
};

/** Shows those of the lines that are in sight. */
class LogView {
  private lines: string[] = [];
  /** Index in `lines` of the first one that has not gone, and its number. */
  private head = 0;
  private first = 0;
  private planned = false;
  private atEnd = true;
  /** How far the box was scrolled when that was seen last. */
  private place = 0;
  private shown = "";

  constructor(
    private readonly box: HTMLElement,
    private readonly sheet: HTMLElement,
    private readonly text: HTMLElement,
    private readonly follow: boolean,
  ) {
    box.addEventListener("scroll", () => {
      // The box may have grown since it was scrolled: only a step upwards leaves the end.
      const near = box.scrollTop + box.clientHeight >= box.scrollHeight - LINE;
      if (near) this.atEnd = true;
      else if (box.scrollTop < this.place) this.atEnd = false;
      this.place = box.scrollTop;
      this.plan();
    });
    if (typeof ResizeObserver !== "undefined") new ResizeObserver(() => this.plan()).observe(box);
  }

  private get count(): number {
    return this.lines.length - this.head;
  }

  /** Leaves out what is there. */
  take(change: LogLines): void {
    const start = change.start ?? 0;
    const end = this.first + this.count;
    if (Math.max(change.first, start) > end) {
      this.lines = [];
      this.head = 0;
      this.first = Math.max(change.first, start);
    }
    const known = Math.max(0, this.first + this.count - change.first);
    for (let index = known; index < change.lines.length; index += 1) {
      this.lines.push(change.lines[index] as string);
    }
    this.dropBefore(start);
    this.plan();
  }

  private dropBefore(start: number): void {
    const gone = Math.min(this.count, Math.max(0, start - this.first));
    this.head += gone;
    this.first += gone;
    if (this.head < COMPACT && this.count > 0) return;
    this.lines = this.lines.slice(this.head);
    this.head = 0;
  }

  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => {
      this.planned = false;
      this.draw();
    });
  }

  private draw(): void {
    const { box, sheet, text, count } = this;
    const high = Math.min(count * LINE, HIGHEST);
    sheet.style.height = `${high}px`;
    const visible = Math.ceil(box.clientHeight / LINE);
    if (this.follow && this.atEnd) {
      box.scrollTop = high;
      this.place = box.scrollTop;
    }
    const travel = Math.max(1, high - box.clientHeight);
    const share = Math.min(1, Math.max(0, box.scrollTop / travel));
    const top = Math.floor(share * Math.max(0, count - box.clientHeight / LINE));
    const from = Math.max(0, top - MARGIN);
    const to = Math.min(count, top + visible + MARGIN);
    const lines = this.lines.slice(this.head + from, this.head + to).join("\n");
    // Only what has changed is set: a selection in it stays.
    if (lines !== this.shown) {
      this.shown = lines;
      text.textContent = lines;
    }
    const place = high === count * LINE ? from * LINE : box.scrollTop - (top - from) * LINE;
    const most = high - (to - from) * LINE;
    text.style.transform = `translateY(${Math.max(0, Math.min(place, most))}px)`;
  }
}
