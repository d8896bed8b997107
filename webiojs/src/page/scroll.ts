// Scrolling: to a scope when asked, to the end at most once per frame.

import type { ScrollTo } from "../protocol";
import type { Scheduler } from "./queue";

const BLOCK = { top: "start", middle: "center", bottom: "end" } as const;

export class Scroller {
  /** Set by `auto_scroll_bottom`. */
  follow = false;
  private planned = false;

  constructor(private readonly scheduler: Scheduler) {}

  /** Something was put at the outermost level. */
  grown(): void {
    if (!this.follow || this.planned) return;
    this.planned = true;
    const run = () => {
      this.planned = false;
      scrollTo({ top: document.documentElement.scrollHeight });
    };
    if (this.scheduler.hidden()) this.scheduler.task(run);
    else this.scheduler.frame(run);
  }

  to(element: HTMLElement, position: ScrollTo["position"]): void {
    element.scrollIntoView({ block: BLOCK[position ?? "top"], inline: "nearest" });
  }
}
