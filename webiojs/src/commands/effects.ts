// What happens once and leaves no mark on the page: toasts, downloads, other applications.

import type { Client } from "../client";
import { t } from "../i18n";
import { h } from "../page/dom";
import { showToast } from "../page/toast";
import type { Console, Download, GoApp, ProgramError, Toast } from "../protocol";

export function toast(command: Toast, client: Client): void {
  showToast(command, client);
}

export function download(command: Download, client: Client): void {
  const link = h("a", { href: client.fileUrl(command.src), download: command.name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}

export function goApp(command: GoApp, client: Client): void {
  openApp(client, command.name, command.new_window ?? true);
}

/** Open another application; where the browser holds a new window back, offer it. */
export function openApp(client: Client, name: string, newWindow: boolean): void {
  const url = client.appUrl(name);
  if (!newWindow) {
    location.assign(url);
    return;
  }
  const opened = window.open(url);
  if (opened === null) {
    const run = () => {
      client.status.open();
      window.open(url);
    };
    client.status.say(name || url, { label: t("open"), run });
  }
}

export function consoleWarning(command: Console): void {
  console.warn(`pywebio: ${command.message}`);
}

/** A callback failed: the visitor is told; who develops the program sees where. */
export function programError(command: ProgramError, client: Client): void {
  const { effect, detail = "" } = command;
  showToast({ cmd: "toast", effect, content: t("failed"), color: "error", duration: 5000 }, client);
  if (detail === "") return;
  console.error(`pywebio: ${detail}`);
  client.status.fail(t("failed"), detail);
}
