// The page begins: read what it was told, make the client, publish what scripts may reach.

import "./styles/main.css";
import "./page/page.css";
import { Client, type Places } from "./client";
import {
  allowBackend,
  ConfigError,
  ForeignBackend,
  type PageConfig,
  readConfig,
  type Settings,
  settle,
} from "./config";
import { type ClientOptions, type ElementLike, publish } from "./globals";
import { addTexts, fillTexts, language, languagePart, setLanguage, type Texts, t } from "./i18n";
import { chunk, provide, setAssets } from "./lazy";
import { h } from "./page/dom";
import { applyTheme } from "./page/theme";
import { showSwitch } from "./page/theme-switch";
import { placeOf } from "./reload/memory";
import { offerShared } from "./shared";
import { takeEarly } from "./transport/early";

/** Milliseconds after which the page goes on in English if its own language has not come. */
const LANGUAGE_PATIENCE = 3000;

function main(): void {
  offerShared();
  const config = readConfig(document);
  if (config?.assets !== undefined) setAssets(config.assets);
  if (config !== null) setLanguage(config.language ?? visitorsLanguage(config));
  if (config?.texts !== undefined) addTexts({ [language()]: config.texts });
  const client = config === null ? null : begin(config);
  publish(client, embed);
  if (client === null || config === null) return;
  afterScripts(config.js_code, () =>
    whenInLanguage(() => {
      if (mayChoose(config)) showSwitch(true);
      client.start();
    }),
  );
}

/** Whether the visitor may choose light or dark. */
function mayChoose({ theme, theme_switch }: PageConfig): boolean {
  return theme_switch ?? (theme !== "light" && theme !== "dark");
}

/**
 * Scripts of the program stand behind this one, jQuery first; they run before its first output.
 * `code` is there if there are any, and runs after all of them.
 */
function afterScripts(code: string | undefined, begin: () => void): void {
  if (code === undefined) {
    begin();
    return;
  }
  const go = () => {
    provide("compat", true);
    const script = document.createElement("script");
    script.nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
    script.text = code;
    document.head.append(script);
    begin();
  };
  if (document.readyState === "complete") go();
  else document.addEventListener("DOMContentLoaded", go, { once: true });
}

/** A server has written the visitor's language into the page; a static file knows none. */
function visitorsLanguage(config: PageConfig): string | undefined {
  return config.assets === undefined ? navigator.language : undefined;
}

/** Do something when a text can be shown in the page's language, or that takes too long. */
function whenInLanguage(action: () => void): void {
  const part = languagePart();
  if (part === undefined) {
    action();
    return;
  }
  const coming = chunk<{ texts: Texts }>(part).then(
    (module) => fillTexts(part, module.texts),
    (error: unknown) => console.warn(`pywebio: the texts ${part} could not be loaded`, error),
  );
  const enough = new Promise<void>((resolve) => setTimeout(resolve, LANGUAGE_PATIENCE));
  void Promise.race([coming, enough]).then(action);
}

function begin(config: PageConfig): Client | null {
  applyTheme(config.theme ?? "default", mayChoose(config));
  const output = require("output-container");
  try {
    const places: Places = {
      output,
      root: require("pywebio-scope-ROOT"),
      inputs: require("input-container"),
      cards: require("input-cards"),
    };
    return new Client(places, settle(config, new URL(location.href)), { early: takeEarly() });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const box = h("div", { class: "alert alert-danger", role: "alert" }, error.message);
    output.append(box);
    if (error instanceof ForeignBackend) askConsent(error.host, box);
    return null;
  }
}

/** Ask the visitor whether the page may talk to another server. */
function askConsent(host: string, box: HTMLElement): void {
  const agree = (): void => {
    if (allowBackend(host)) location.reload();
  };
  whenInLanguage(() => {
    const look = { type: "button", class: "btn btn-sm btn-outline-danger d-block mt-2" };
    const button = h("button", { ...look, on: { click: agree } }, t("go_on"));
    box.replaceChildren(t("foreign", host), button);
  });
}

function require(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`pywebio: the page has no element "${id}"`);
  return element;
}

/** An application within another page (`WebIO.startWebIOClient`). */
function embed(options: ClientOptions): Client {
  const output = elementOf(options.output_container_elem);
  const cards = elementOf(options.input_container_elem);
  const root = h("div", { id: "pywebio-scope-ROOT", class: "pywebio-scope" });
  output.append(root);
  const app = options.app_name ?? "";
  const settings: Settings = {
    backend: new URL(options.backend_address ?? "./io", location.href),
    app,
    place: placeOf(location, app, output.id || "embedded"),
    debug: options.runtime_config?.debug === true,
    trace: false,
    animate: options.runtime_config?.outputAnimation !== false,
    transport: "ask",
  };
  settings.backend.protocol = settings.backend.protocol.replace(/^ws/, "http");
  const client = new Client({ root, output, inputs: cards, cards }, settings);
  whenInLanguage(() => client.start());
  return client;
}

function elementOf(value: ElementLike): HTMLElement {
  const element = value instanceof HTMLElement ? value : value[0];
  if (element === undefined) throw new Error("WebIO.startWebIOClient: there is no such element");
  return element;
}

main();
