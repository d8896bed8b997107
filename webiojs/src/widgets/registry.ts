import type { Widget } from "../context";
import type { Output } from "../protocol";
import { alert } from "./alert";
import { buttons } from "./buttons";
import { code } from "./code";
import { collapse } from "./collapse";
import { datatable } from "./datatable";
import { figure } from "./figure";
import { grid } from "./grid";
import { html } from "./html";
import { image } from "./image";
import { link } from "./link";
import { log } from "./log";
import { markdown } from "./markdown";
import { notice } from "./notice";
import { scope } from "./scope";
import { stream } from "./stream";
import { table } from "./table";
import { text } from "./text";

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
  datatable,
  figure,
  log,
  stream,
  scope,
  notice,
};
