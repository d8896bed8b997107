// What the page was told: the configuration in it and in its address.

import { t } from "./i18n";
import { placeOf } from "./reload/memory";
import type { Way } from "./transport/choice";

/** The JSON in `#pywebio-config`; every key is optional. */
export interface PageConfig {
  /** What is put before the name of an asset to get its address. */
  assets?: string;
  /** Where the WebSocket and the files are, relative to the page. */
  backend?: string;
  app?: string;
  debug?: boolean;
  theme?: string;
  /** Whether the visitor may choose light or dark. */
  theme_switch?: boolean;
  /** Language of the page in place of the visitor's. */
  language?: string;
  /** Names of the applications of this server. */
  apps?: string[];
  /** Code of the program; if this is there, there are scripts of it in the page. */
  js_code?: string;
  /** Texts of the page in place of the built-in ones. */
  texts?: Record<string, string>;
  /** Other hosts that `?pywebio_api=` may name. */
  allowed_backends?: string[];
  /** The only way in which the server talks, if there is but one. */
  transport?: Way;
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
  /** How to talk to the back end; "ask": it has to be asked. */
  transport: Way | "ask";
  /** Milliseconds between questions to a server that does not let them wait. */
  pullInterval?: number;
}

export class ConfigError extends Error {}

/** The address of the page names another server, which nobody has allowed so far. */
export class ForeignBackend extends ConfigError {
  constructor(readonly host: string) {
    super(t("foreign", host));
  }
}

const ALLOWED = "pywebio-allowed ";

/** The visitor lets this site talk to another server. Returns whether that can be remembered. */
export function allowBackend(host: string): boolean {
  try {
    localStorage.setItem(ALLOWED + host, "1");
    return true;
  } catch {
    return false;
  }
}

function allowedByVisitor(host: string): boolean {
  try {
    return localStorage.getItem(ALLOWED + host) !== null;
  } catch {
    return false;
  }
}

export function readConfig(doc: Document): PageConfig | null {
  const element = doc.getElementById("pywebio-config");
  if (element === null) return null;
  const text = element.textContent?.trim() ?? "";
  return text === "" ? {} : (JSON.parse(text) as PageConfig);
}

/** Put the page's configuration and its address together. Raises `ConfigError`. */
export function settle(config: PageConfig, address: URL): Settings {
  const query = address.searchParams;
  const backend = backendOf(config, address);
  const app = query.get("app") ?? config.app ?? "";
  const settings: Settings = {
    backend,
    app,
    place: placeOf(address, app),
    debug: config.debug === true,
    trace: query.has("_pywebio_debug"),
    animate: !query.has("_pywebio_disable_animate"),
    transport: transportOf(config, query),
  };
  const interval = Number(query.get("_pywebio_http_pull_interval"));
  if (interval > 0) settings.pullInterval = interval;
  return settings;
}

/** A server that made the page has said in it how it talks; any other back end has to be asked. */
function transportOf(config: PageConfig, query: URLSearchParams): Settings["transport"] {
  const asked = query.get("pywebio_api") ?? "";
  if (/^ws/.test(asked)) return "websocket";
  if (asked !== "" || config.assets === undefined) return config.transport ?? "ask";
  return config.transport ?? "websocket";
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
  if (!/^https?:$/.test(backend.protocol)) {
    throw new ConfigError(`The address of this page names a server that is none: ${asked}`);
  }
  const { host } = backend;
  const allowed = host === address.host || config.allowed_backends?.includes(host) === true;
  if (!allowed && !allowedByVisitor(host)) throw new ForeignBackend(host);
  return backend;
}

/** The page's address, without what names an application, for another application. */
export function appUrl(address: URL, name: string): string {
  const url = new URL(address);
  url.hash = "";
  url.searchParams.set("app", name);
  return url.href;
}
