// What the page was told: the configuration in it and in its address.

import type { Facts, Hello } from "./protocol";
import { placeOf } from "./reload/memory";

/** The JSON in `#pywebio-config`; every key is optional. */
export interface PageConfig {
  /** What is put before the name of an asset to get its address. */
  assets?: string;
  /** Where the WebSocket and the files are, relative to the page. */
  backend?: string;
  app?: string;
  debug?: boolean;
  theme?: string;
  /** Language of the page in place of the visitor's. */
  language?: string;
  /** Names of the applications of this server. */
  apps?: string[];
  /** Texts of the page in place of the built-in ones. */
  texts?: Record<string, string>;
  /** Other hosts that `?pywebio_api=` may name. */
  allowed_backends?: string[];
}

/** Everything that is settled before the page talks to a server. */
export interface Settings {
  backend: URL;
  app: string;
  /** What tells this application from others of the same tab. */
  place: string;
  debug: boolean;
  /** Log every frame to the console. */
  trace: boolean;
  animate: boolean;
}

export class ConfigError extends Error {}

export function readConfig(doc: Document): PageConfig | null {
  const element = doc.getElementById("pywebio-config");
  if (element === null) return null;
  const text = element.textContent?.trim() ?? "";
  return text === "" ? {} : (JSON.parse(text) as PageConfig);
}

/** Put the page's configuration and its address together. Raises `ConfigError`. */
export function settle(config: PageConfig, address: URL): Settings {
  const query = address.searchParams;
  const app = query.get("app") ?? config.app ?? "";
  return {
    backend: backendOf(config, address),
    app,
    place: placeOf(address, app),
    debug: config.debug === true,
    trace: query.has("_pywebio_debug"),
    animate: !query.has("_pywebio_disable_animate"),
  };
}

function backendOf(config: PageConfig, address: URL): URL {
  const asked = address.searchParams.get("pywebio_api");
  if (asked !== null && asked !== "") return checkedBackend(asked, config, address);
  if (config.backend !== undefined) return new URL(config.backend, address);
  if (config.assets === undefined) return new URL("./io", address);
  const own = new URL(address);
  own.search = own.hash = "";
  return own;
}

function checkedBackend(asked: string, config: PageConfig, address: URL): URL {
  let backend: URL;
  try {
    backend = new URL(asked, address);
  } catch {
    throw new ConfigError(`The address of this page names a server that cannot be read: ${asked}`);
  }
  backend.protocol = backend.protocol.replace(/^ws/, "http");
  const allowed = backend.host === address.host || config.allowed_backends?.includes(backend.host);
  if (!allowed || !/^https?:$/.test(backend.protocol)) {
    throw new ConfigError(
      `The address of this page names another server (${backend.host}), and this page may not talk to it. ` +
        "Open the application at its own address, or ask the owner of this page to allow that server.",
    );
  }
  return backend;
}

/** The page's address, without what names an application, for another application. */
export function appUrl(address: URL, name: string): string {
  const url = new URL(address);
  url.hash = "";
  url.searchParams.set("app", name);
  return url.href;
}

export function readFacts(): Facts {
  return {
    language: navigator.language.slice(0, 256),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    width: Math.round(innerWidth),
    height: Math.round(innerHeight),
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    touch: matchMedia("(pointer: coarse)").matches,
  };
}

/** How this load of the page came about. */
export function readNavigation(): NonNullable<Hello["navigation"]> {
  if ((document as { wasDiscarded?: boolean }).wasDiscarded === true) return "restore";
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type ?? "navigate";
}

/** A random id of this load of the page: 128 bits, in the letters of URLs. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
