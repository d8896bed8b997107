// What markup and code of the program need from the page: jQuery and Bootstrap's scripts before it
// stands there, and its own scripts run after that.

import type { Widget } from "../context";
import { nestedOutputs } from "../page/snapshot";
import type { AnyCommand, Output } from "../protocol";
import { widgets } from "../widgets/registry";

/** Signs that markup or code reckons with jQuery, Bootstrap's scripts or Mustache. */
const NEEDS_COMPAT =
  /\$\s*[.(]|jQuery|bootstrap|Mustache|<script|\son\w+\s*=|\bdata-(?:bs-)?(?:toggle|dismiss|ride|slide|spy)\b/i;

/** True for a text that the compat chunk has to be there for. */
export function needsCompat(text: string): boolean {
  return NEEDS_COMPAT.test(text);
}

/** True if the command carries markup or code that the compat chunk has to be there for. */
export function commandNeedsCompat(command: AnyCommand): boolean {
  if (command.cmd === "run_js" || command.cmd === "script.kept") return needsCompat(command.code);
  if (command.cmd !== "put" && command.cmd !== "replace") return false;
  return withNested(command.node).some((node) => needsCompat(rawMarkup(node)));
}

export function withNested(node: Output): Output[] {
  return node.type === "text" ? [] : [node, ...nestedOutputs(node)];
}

/** Markup that goes to the page as it is; empty for all else. */
function rawMarkup(node: Output): string {
  const widget = widgets[node.type] as Widget<Output> | undefined;
  return widget?.markup?.(node) ?? "";
}

export function hasScripts(node: Output): boolean {
  if (node.type === "text") return false;
  return withNested(node).some((inner) => /<script/i.test(rawMarkup(inner)));
}

const SCRIPT_TYPE = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i;

/** A script of another host may be slow: what follows does not wait longer than this. */
const SCRIPT_WITHIN = 10_000;

/**
 * Run the scripts of markup that now stands on the page, in document order; each external one is
 * awaited. (Markup that is parsed for insertion has its scripts switched off.)
 */
export function activateScripts(element: HTMLElement): Promise<void> | undefined {
  const scripts = [...element.querySelectorAll("script")].filter((script) =>
    SCRIPT_TYPE.test(script.type),
  );
  return runFrom(scripts, 0);
}

function runFrom(scripts: HTMLScriptElement[], start: number): Promise<void> | undefined {
  for (let index = start; index < scripts.length; index += 1) {
    const old = scripts[index] as HTMLScriptElement;
    if (!old.isConnected) continue;
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.text = old.text;
    const waits = script.src !== "" && !old.hasAttribute("async");
    // Without this, scripts made by a script run in the order of their arrival.
    script.async = old.hasAttribute("async");
    const done = waits ? settled(script) : undefined;
    old.replaceWith(script);
    if (done !== undefined) return done.then(() => runFrom(scripts, index + 1));
  }
  return undefined;
}

function settled(script: HTMLScriptElement): Promise<void> {
  return new Promise((resolve) => {
    const late = () => {
      console.warn(`pywebio: ${script.src} is slow; going on without it`);
      resolve();
    };
    const timer = setTimeout(late, SCRIPT_WITHIN);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    script.addEventListener("load", end);
    script.addEventListener("error", end);
  });
}
