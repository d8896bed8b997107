import type { Widget } from "../context";
import { later } from "../page/later";
import type { Output } from "../protocol";
import { alert } from "./alert";
import { audio } from "./audio";
import { buttons } from "./buttons";
import { code } from "./code";
import { collapse } from "./collapse";
import { file } from "./file";
import { grid } from "./grid";
import { html } from "./html";
import { image } from "./image";
import { link } from "./link";
import { loading } from "./loading";
import { markdown } from "./markdown";
import { notice } from "./notice";
import { pin } from "./pin";
import { progress } from "./progress";
import { scope } from "./scope";
import { scrollable } from "./scrollable";
import { table } from "./table";
import { tabs } from "./tabs";
import { text } from "./text";
import { video } from "./video";

/** Each kind of output by its name on the wire. */
export const widgets: { [K in Output["type"]]: Widget<Extract<Output, { type: K }>> } = {
  text,
  markdown,
  html,
  code,
  table,
  buttons,
  link,
  image,
  alert,
  grid,
  collapse,
  tabs,
  scrollable,
  file,
  progress,
  loading,
  widget: later("custom", "widget", {
    markup: (node) => node.template + JSON.stringify(node.data),
  }),
  audio,
  video,
  datatable: later("widgets", "datatable"),
  figure: later("widgets", "figure"),
  log: later("widgets", "log"),
  stream: later("widgets", "stream", { needs: (node) => (node.plain ? [] : ["markdown"]) }),
  scope,
  notice,
  pin,
};
