// What programs written for Bootstrap 4 pages reckon with: jQuery, Bootstrap's scripts, Mustache.
//
// Built as a classic script that sets globals, so that it can also be run at once (see globals.ts).

// First: Bootstrap's scripts look for jQuery when they are evaluated.
import "./jquery";
import * as bootstrap from "bootstrap";
import $ from "jquery";
import Mustache from "mustache";

/** Names of Bootstrap 4 that Bootstrap 5 begins with `data-bs-`. */
const OLD_NAMES = [
  "toggle",
  "target",
  "dismiss",
  "parent",
  "ride",
  "slide",
  "slide-to",
  "spy",
  "interval",
  "backdrop",
  "keyboard",
  "placement",
  "content",
  "container",
  "html",
  "trigger",
  "delay",
  "offset",
];

const OLD_ELEMENTS = "[data-toggle], [data-dismiss], [data-slide], [data-slide-to]";

function modernize(element: Element): void {
  for (const name of OLD_NAMES) {
    const value = element.getAttribute(`data-${name}`);
    if (value !== null && !element.hasAttribute(`data-bs-${name}`)) {
      element.setAttribute(`data-bs-${name}`, value);
    }
  }
}

/** Bootstrap's own listeners are at the document: they see the names given here on the way down. */
function honourOldNames(): void {
  for (const type of ["click", "keydown", "focusin", "mouseover"]) {
    addEventListener(
      type,
      (event) => {
        if (!(event.target instanceof Element)) return;
        const element = event.target.closest(OLD_ELEMENTS);
        if (element !== null) modernize(element);
      },
      true,
    );
  }
}

interface Plugin {
  NAME: string;
  jQueryInterface(this: JQuery, ...args: unknown[]): unknown;
}

/** `$(...).modal("show")` and its like; Bootstrap registers them only when it comes after jQuery. */
function registerPlugins(): void {
  const plugins = [
    bootstrap.Alert,
    bootstrap.Button,
    bootstrap.Carousel,
    bootstrap.Collapse,
    bootstrap.Dropdown,
    bootstrap.Modal,
    bootstrap.Offcanvas,
    bootstrap.Popover,
    bootstrap.ScrollSpy,
    bootstrap.Tab,
    bootstrap.Toast,
    bootstrap.Tooltip,
  ] as unknown as Plugin[];
  const methods = $.fn as unknown as Record<string, unknown>;
  for (const plugin of plugins) {
    methods[plugin.NAME] = function (this: JQuery, ...args: unknown[]) {
      this.each((_, element) => modernize(element));
      return plugin.jQueryInterface.apply(this, args);
    };
  }
}

Object.assign(window, { bootstrap, Mustache });
registerPlugins();
honourOldNames();
