// What pages and scripts of existing programs expect in `window`.

import type { Client } from "./client";
import { openApp } from "./commands/effects";
import { texts } from "./i18n";
import { assetUrl, chunkUrl, loadScript, provide } from "./lazy";
import type { Json } from "./protocol";

/** Options of `WebIO.startWebIOClient`, for pages that embed an application. */
export interface ClientOptions {
  output_container_elem: ElementLike;
  input_container_elem: ElementLike;
  backend_address?: string;
  app_name?: string;
  runtime_config?: { debug?: boolean; outputAnimation?: boolean };
}

/** An element, or a jQuery object of one. */
export type ElementLike = HTMLElement | ArrayLike<HTMLElement>;

type AnyFunction = (...args: unknown[]) => unknown;

interface Globals {
  WebIO: unknown;
  $?: unknown;
  jQuery?: unknown;
  Mustache?: unknown;
  require?: unknown;
  requirejs?: unknown;
  define?: unknown;
  addEventListener: Window["addEventListener"];
}

const globals = window as unknown as Globals;

export function publish(client: Client | null, start: (options: ClientOptions) => Client): void {
  let current = client;
  const needed = (): Client => {
    if (current === null) throw new Error("WebIO: no application runs on this page yet");
    return current;
  };
  globals.WebIO = {
    openApp: (name: string, newWindow = false) => openApp(needed(), name, newWindow),
    pushData: (value: Json, callback: number | string) =>
      needed().send({ event: "callback", callback: Number(callback), value }),
    message_tpl: texts,
    startWebIOClient: (options: ClientOptions) => {
      current = start(options);
      return current;
    },
    _state: {
      get CurrentSession() {
        return current === null ? null : sessionOf(current);
      },
    },
  };
  offerLibraries();
  offerRequire(() => current?.libraryUrl("plotly"));
}

/** The session as scripts of pages know it. */
function sessionOf(client: Client) {
  return {
    closed: () => client.over || client.connection.state === "ended",
    close_session: () => client.connection.end(),
    on_session_close: (callback: () => void) => client.onEnd.push(callback),
  };
}

/**
 * They are there before code of the program that shows its need. For the rest they are loaded when
 * somebody reaches for one, which holds the page up for a moment.
 */
function offerLibraries(): void {
  for (const name of ["$", "jQuery", "Mustache"] as const) {
    if (name in window) continue;
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: false,
      get() {
        console.warn(`pywebio: ${name} was not expected here; loading it now`);
        loadCompatNow();
        return globals[name];
      },
      set(value: unknown) {
        Object.defineProperty(window, name, {
          configurable: true,
          enumerable: true,
          writable: true,
          value,
        });
      },
    });
  }
}

function loadCompatNow(): void {
  const request = new XMLHttpRequest();
  request.open("GET", chunkUrl("compat"), false);
  request.send();
  if (request.status >= 400) throw new Error("pywebio: jQuery and Mustache could not be loaded");
  // Indirect, so that it runs in the page's outermost scope.
  // biome-ignore lint/security/noGlobalEval: a classic script cannot be run at once in another way
  globalThis.eval(request.responseText);
  provide("compat", true);
}

/**
 * `require` and `define` keep what they are asked until RequireJS itself is there.
 *
 * The HTML of Plotly asks for `plotly` and leaves it to the page to know where that is.
 */
function offerRequire(plotly: () => string | undefined): void {
  if (globals.require !== undefined || globals.define !== undefined) return;
  const calls: { path: "require" | "config" | "define"; args: unknown[] }[] = [];
  let coming = false;
  const later =
    (path: "require" | "config" | "define") =>
    (...args: unknown[]) => {
      calls.push({ path, args });
      if (coming) return;
      coming = true;
      loadScript(assetUrl(__CHUNKS__.require?.js ?? "require.js")).catch((error: unknown) => {
        coming = false;
        console.error(error);
      });
    };
  const stub = Object.assign(later("require"), { config: later("config") });
  globals.require = globals.requirejs = stub;
  globals.define = later("define");
  // Sent by the last line of the file, before anything else can run.
  globals.addEventListener("pywebio-require", () => {
    const require = globals.require as AnyFunction & { config: AnyFunction };
    const path = plotly();
    if (path !== undefined) require.config({ paths: { plotly: path } });
    for (const { path, args } of calls.splice(0)) {
      if (path === "config") require.config(...args);
      else if (path === "require") require(...args);
      else (globals.define as AnyFunction)(...args);
    }
  });
}
