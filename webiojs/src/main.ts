// The page begins: read what it was told, make the client, publish what scripts may reach.

import "./styles/main.css";
import "./page/page.css";
import { Client, type Places } from "./client";
import {
  ConfigError,
  ForeignBackend,
  type PageConfig,
  readConfig,
  type Settings,
  settle,
  trustedServers,
  trustServer,
} from "./config";
import { type ClientOptions, type ElementLike, publish } from "./globals";
import { addTexts, fillTexts, language, languagePart, setLanguage, type Texts, t } from "./i18n";
import { chunk, setAssets } from "./lazy";
import { h } from "./page/dom";
import { applyTheme } from "./page/theme";

/** Milliseconds after which the page goes on in English if its own language has not come. */
const LANGUAGE_PATIENCE = 3000;

function main(): void {
  const config = readConfig(document);
  if (config?.assets !== undefined) setAssets(config.assets);
  if (config !== null) setLanguage(config.language ?? visitorsLanguage(config));
  if (config?.texts !== undefined) addTexts({ [language()]: config.texts });
  const offer = (client: Client | null) => {
    publish(client, embed);
    if (client !== null) startInLanguage(client);
  };
  offer(config === null ? null : begin(config, offer));
}

/** A server has written the visitor's language into the page; a static file knows none. */
function visitorsLanguage(config: PageConfig): string | undefined {
  return config.assets === undefined ? navigator.language : undefined;
}

/** Talk to the server when the first text can be shown in the page's language. */
function startInLanguage(client: Client): void {
  inLanguage(() => client.start());
}

/** Go on when the texts of the page's language are there. */
function inLanguage(run: () => void): void {
  const part = languagePart();
  if (part === undefined) {
    run();
    return;
  }
  const coming = chunk<{ texts: Texts }>(part).then(
    (module) => fillTexts(part, module.texts),
    (error: unknown) => console.warn(`pywebio: the texts ${part} could not be loaded`, error),
  );
  const enough = new Promise<void>((resolve) => setTimeout(resolve, LANGUAGE_PATIENCE));
  void Promise.race([coming, enough]).then(run);
}

/** The client, unless the address is wrong, or the visitor is asked first: `later` is called then. */
function begin(config: PageConfig, later: (client: Client) => void): Client | null {
  applyTheme(config.theme ?? "default");
  const output = require("output-container");
  try {
    const places: Places = {
      output,
      root: require("pywebio-scope-ROOT"),
      inputs: require("input-container"),
      cards: require("input-cards"),
    };
    const address = new URL(location.href);
    return new Client(places, settle(config, address, trustedServers(address)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const box = h("div", { class: "alert alert-danger", role: "alert" });
    output.append(box);
    if (error instanceof ForeignBackend) {
      const { host } = error.backend;
      inLanguage(() => askForConsent(box, host, config, later));
    } else {
      box.append(error.message);
    }
    return null;
  }
}

/** Another server shows an application here only if the visitor says so, once per pair of hosts. */
function askForConsent(
  box: HTMLElement,
  server: string,
  config: PageConfig,
  later: (client: Client) => void,
): void {
  const agree = () => {
    const address = new URL(location.href);
    box.remove();
    trustServer(address, server);
    const client = begin({ ...config, allowed_backends: [server] }, later);
    if (client !== null) later(client);
  };
  const look = { type: "button", class: "btn btn-sm btn-outline-danger" };
  box.append(
    h("div", null, t("foreign", server)),
    h("div", { class: "mt-2" }, h("button", { ...look, on: { click: agree } }, t("trust"))),
  );
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
  const settings: Settings = {
    backend: new URL(options.backend_address ?? "./io", location.href),
    app: options.app_name ?? "",
    debug: options.runtime_config?.debug === true,
    trace: false,
    animate: options.runtime_config?.outputAnimation !== false,
  };
  settings.backend.protocol = settings.backend.protocol.replace(/^ws/, "http");
  const client = new Client({ root, output, inputs: cards, cards }, settings);
  startInLanguage(client);
  return client;
}

function elementOf(value: ElementLike): HTMLElement {
  const element = value instanceof HTMLElement ? value : value[0];
  if (element === undefined) throw new Error("WebIO.startWebIOClient: there is no such element");
  return element;
}

main();
