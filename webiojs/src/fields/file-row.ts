import { t } from "../i18n";
import { h } from "../page/dom";
import { fileSize } from "../page/size";
import type { Sending } from "../transport/upload";

/** What is known of a file without having it. */
export interface Described {
  name: string;
  size: number;
  type: string;
  lastModified: number;
}

/** The line of a chosen file: name, size, how far it has got, and a button that removes it. */
export class FileRow {
  readonly element: HTMLElement;
  private readonly bar = h("i");
  private readonly progress: HTMLElement;
  private readonly state = h("span", { class: "webio-file-state" });

  constructor(
    private readonly file: Described,
    remove: () => void,
  ) {
    const { name, size } = file;
    this.progress = h(
      "span",
      { class: "webio-file-bar", role: "progressbar", "aria-label": name },
      this.bar,
    );
    this.element = h(
      "li",
      { class: "webio-file" },
      h("span", { class: "webio-file-name", title: name }, name),
      h("span", { class: "webio-file-size" }, fileSize(size)),
      this.progress,
      this.state,
      h("button", {
        type: "button",
        class: "webio-file-remove",
        "aria-label": t("remove", name),
        on: { click: remove },
      }),
    );
  }

  show(sending: Sending): void {
    const moving = sending.state === "sending";
    const share = percent(sending.sent, this.file.size);
    this.bar.style.inlineSize = `${share}%`;
    this.progress.setAttribute("aria-valuenow", String(share));
    this.progress.hidden = !moving;
    this.state.textContent = moving ? `${share} %` : stateText(sending);
    this.element.classList.toggle("webio-file-bad", sending.state === "failed");
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}

/** How the sending of a file has ended. */
export function stateText(sending: Sending): string {
  return t(sending.state === "done" ? "uploaded" : sending.problem || "upload_failed");
}
