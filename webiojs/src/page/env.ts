// The settings of `set_env()`.

import type { Json } from "../protocol";
import type { InputPanel } from "./panel";
import type { Scroller } from "./scroll";

export class Env {
  animate: boolean;

  constructor(
    private readonly output: HTMLElement,
    private readonly panel: InputPanel,
    private readonly scroller: Scroller,
    /** False when the address switches animation off for good. */
    private readonly mayAnimate: boolean,
  ) {
    this.animate = mayAnimate;
    this.setAnimation(mayAnimate);
  }

  apply(settings: Record<string, Json>): void {
    for (const [key, value] of Object.entries(settings)) this.setters[key]?.(value);
  }

  private readonly setters: Record<string, (value: Json) => void> = {
    title: (value) => {
      document.title = String(value);
    },
    output_animation: (value) => this.setAnimation(value === true),
    auto_scroll_bottom: (value) => {
      this.scroller.follow = value === true;
    },
    output_max_width: (value) => {
      const width = typeof value === "number" ? `${value}px` : String(value);
      this.output.style.maxWidth = width;
      const footer = document.querySelector<HTMLElement>("footer.footer");
      if (footer) footer.style.maxWidth = width;
      this.panel.container.style.setProperty("--webio-panel-width", width);
    },
    input_panel_fixed: (value) => {
      this.panel.fixed = value === true;
    },
    input_panel_min_height: (value) => this.setPixels("--webio-panel-min-height", value),
    input_panel_init_height: (value) => this.setPixels("--webio-panel-height", value),
    input_auto_focus: (value) => {
      this.panel.autoFocus = value === true;
    },
  };

  private setAnimation(on: boolean): void {
    this.animate = on && this.mayAnimate;
    document.body.classList.toggle("no-animation", !this.animate);
  }

  private setPixels(name: string, value: Json): void {
    if (typeof value === "number") this.panel.container.style.setProperty(name, `${value}px`);
  }
}
