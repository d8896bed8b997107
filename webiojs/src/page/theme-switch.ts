// The button in the footer by which a visitor chooses light or dark.

import { t } from "../i18n";
import { h } from "./dom";
import { STORED, shown } from "./scheme";
import { allowChoice, choose, refresh } from "./theme";

let button: HTMLButtonElement | undefined;

/** Show the switch at the end of the footer, or hide it; hidden, the choice does not count either. */
export function showSwitch(on: boolean): void {
  const footer = document.querySelector<HTMLElement>("footer.footer");
  if (footer === null) return;
  if (on && button === undefined) listen();
  button ??= h("button", { type: "button", class: "webio-switch", on: { click: change } });
  if (on) footer.append(button);
  else button.remove();
  allowChoice(on);
}

function listen(): void {
  addEventListener("pywebio-scheme", label);
  // Another tab of the same server has changed the choice.
  addEventListener("storage", ({ key }) => {
    if (key === STORED || key === null) refresh();
  });
}

function change(): void {
  choose(shown() === "dark" ? "light" : "dark");
}

function label(): void {
  if (button === undefined) return;
  button.textContent = t(shown() === "dark" ? "light_mode" : "dark_mode");
}
