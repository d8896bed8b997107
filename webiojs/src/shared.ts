// What parts of the bundle that come later have from the main script, instead of a copy of their own:
// some of it keeps state of which there must be one, and all of it is there anyway.
//
// The build reads the imports below: in a part, the same imports lead here (see build.mjs).

import { makeFunction, scriptElement } from "./code";
import {
  asText,
  commonAttributes,
  controlId,
  FieldFrame,
  setControlAttributes,
} from "./fields/frame";
import { fillTexts, known, t } from "./i18n";
import { fragment, h, setAttribute, uniqueId } from "./page/dom";
import { takesFeed } from "./page/feed";
import { byteLength } from "./transport/connection";
import { asOne } from "./widgets/html";
import { finish } from "./widgets/markdown";

const shared = {
  FieldFrame,
  asOne,
  asText,
  byteLength,
  commonAttributes,
  controlId,
  fillTexts,
  finish,
  fragment,
  h,
  known,
  makeFunction,
  scriptElement,
  setAttribute,
  setControlAttributes,
  t,
  takesFeed,
  uniqueId,
};

/** Where parts find it. */
export function offerShared(): void {
  Object.defineProperty(window, Symbol.for("pywebio"), { value: shared, configurable: true });
}
