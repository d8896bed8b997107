// The page begins: read what it was told, make the client, publish what scripts may reach.

import "./styles/main.css";
import "./page/page.css";
import { Client, type Places } from "./client";
import { ConfigError, type PageConfig, readConfig, type Settings, settle } from "./config";
import { type ClientOptions, type ElementLike, publish } from "./globals";
import { addTexts, language } from "./i18n";
import { setAssets } from "./lazy";
import { h } from "./page/dom";
import { applyTheme } from "./page/theme";

function main(): void {
  const config = readConfig(document);
  if (config?.assets !== undefined) setAssets(config.assets);
  if (config?.texts !== undefined) addTexts({ [language()]: config.texts });
  const client = config === null ? null : begin(config);
  publish(client, embed);
  client?.start();
}

function begin(config: PageConfig): Client | null {
  applyTheme(config.theme ?? "default");
  const output = require("output-container");
  try {
    const places: Places = {
      output,
      root: require("pywebio-scope-ROOT"),
      inputs: require("input-container"),
      cards: require("input-cards"),
    };
    return new Client(places, settle(config, new URL(location.href)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    output.append(h("div", { class: "alert alert-danger", role: "alert" }, error.message));
    return null;
  }
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
  client.start();
  return client;
}

function elementOf(value: ElementLike): HTMLElement {
  const element = value instanceof HTMLElement ? value : value[0];
  if (element === undefined) throw new Error("WebIO.startWebIOClient: there is no such element");
  return element;
}

main();
