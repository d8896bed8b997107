// What happens once and leaves no mark on the page: toasts, downloads, other applications.

import { t } from "../i18n";
import { h } from "../page/dom";
import { showToast } from "../page/toast";
import type { Console, Download, GoApp, ProgramError, Toast } from "../protocol";
import type { Stage } from "../stage";

export function toast(command: Toast, stage: Stage): void {
  showToast(command, stage);
}

export function download(command: Download, stage: Stage): void {
  const link = h("a", { href: stage.fileUrl(command.src), download: command.name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}

export function goApp(command: GoApp, stage: Stage): void {
  openApp(stage, command.name, command.new_window ?? true);
}

/** Open another application; where the browser holds a new window back, offer it. */
export function openApp(stage: Stage, name: string, newWindow: boolean): void {
  const url = stage.appUrl(name);
  if (!newWindow) {
    location.assign(url);
    return;
  }
  const opened = window.open(url);
  if (opened === null) {
    const run = () => {
      stage.status.open();
      window.open(url);
    };
    stage.status.say(name || url, { label: t("open"), run });
  }
}

export function consoleWarning(command: Console): void {
  console.warn(`pywebio: ${command.message}`);
}

/** A callback failed: the visitor is told; who develops the program sees where. */
export function programError(command: ProgramError, stage: Stage): void {
  const { effect, detail = "" } = command;
  showToast({ cmd: "toast", effect, content: t("failed"), color: "error", duration: 5000 }, stage);
  if (detail === "") return;
  console.error(`pywebio: ${detail}`);
  stage.status.fail(t("failed"), detail);
}
