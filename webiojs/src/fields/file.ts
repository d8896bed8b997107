import type { FieldHost } from "../context";
import { t } from "../i18n";
import { h, setAttribute, uniqueId } from "../page/dom";
import { fileSize } from "../page/size";
import type { FileField, Json } from "../protocol";
import type { Sending } from "../transport/upload";
import { isAccepted } from "./accept";
import { type Described, FileRow, stateText } from "./file-row";
import {
  asText,
  commonAttributes,
  controlId,
  type Field,
  FieldFrame,
  setControlAttributes,
} from "./frame";

/** A chosen file on its way, and its line in the list. */
interface Chosen {
  /** Only described if it was chosen before the page was loaded again. */
  file: File | Described;
  sending: Sending;
  row: FileRow;
}

/** What is kept of a file over a reload; `upload` is empty unless it has arrived. */
interface Kept extends Described {
  upload: string;
}

export function file(field: FileField, host: FieldHost, single: boolean): Field {
  return new FileControl(field, host, single);
}

class FileControl implements Field {
  readonly name: string;
  readonly element: HTMLElement;
  private readonly control: HTMLInputElement;
  private readonly zone: HTMLElement;
  private readonly choose = h("span", { class: "webio-drop-choose" });
  private readonly limits = h("div", { class: "webio-drop-limits", id: uniqueId("webio-limits") });
  private readonly list = h("ul", { class: "webio-files", hidden: true });
  private readonly status = h("div", { class: "webio-file-status", role: "status" });
  private readonly frame: FieldFrame;
  private chosen: Chosen[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    private field: FileField,
    private readonly host: FieldHost,
    single: boolean,
  ) {
    this.name = field.name;
    this.control = h("input", { type: "file", id: controlId(field), name: field.name });
    const { readonly: _, ...attributes } = commonAttributes(field);
    setControlAttributes(this.control, attributes);
    const invitation = h(
      "div",
      { class: "webio-drop-text", "aria-hidden": "true" },
      h("span", null, t(field.multiple ? "drop_files" : "drop_file")),
      " ",
      this.choose,
    );
    this.zone = h("div", { class: "webio-drop" }, this.control, invitation, this.limits);
    const body = h("div", { class: "webio-upload" }, this.zone, this.list, this.status);
    const controls = (): HTMLElement[] => [this.control];
    this.frame = new FieldFrame(field, body, { single, controls, notes: [this.limits] });
    this.element = this.frame.element;
    this.describe();
    this.listen();
  }

  private describe(): void {
    const { field, control } = this;
    const multiple = field.multiple ?? false;
    control.multiple = multiple;
    setAttribute(control, "accept", (field.accept ?? []).join(",") || null);
    this.choose.textContent = field.placeholder || t(multiple ? "choose_files" : "choose_file");
    const size = fileSize(field.max_size);
    const together = multiple && field.max_total_size < field.max_size * (field.most ?? 1);
    this.limits.textContent = together
      ? t("file_limit", size, fileSize(field.max_total_size))
      : t("file_limit", size);
  }

  // What the visitor does.

  private listen(): void {
    const { control, zone } = this;
    control.addEventListener("change", () => this.add([...(control.files ?? [])]));
    zone.addEventListener("dragover", (event) => {
      if (!bringsFiles(event) || control.disabled) return;
      event.preventDefault();
      zone.classList.add("webio-drop-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("webio-drop-over"));
    zone.addEventListener("drop", (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      zone.classList.remove("webio-drop-over");
      this.offer([...(event.dataTransfer?.files ?? [])]);
    });
    // A file that misses the field would take the place of the page.
    for (const type of ["dragover", "drop"] as const) {
      whileShown(this.element, type, (event) => {
        if (!event.defaultPrevented && bringsFiles(event)) event.preventDefault();
      });
    }
    whileShown(this.element, "paste", (event) => this.paste(event));
  }

  private paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.defaultPrevented || this.control.disabled) return;
    // What a spreadsheet copies is a picture too: in a text field the text is meant.
    const typing = (event.target as Element | null)?.closest?.("textarea, input:not([type=file])");
    if (typing && event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    this.offer(files);
  }

  /** Files that did not come through the dialog, which shows only what is accepted. */
  private offer(files: File[]): void {
    if (this.control.disabled || files.length === 0) return;
    const taken = files.filter((one) => isAccepted(one, this.field.accept ?? []));
    const wrong = files.find((one) => !taken.includes(one));
    if (taken.length > 0) this.add(this.field.multiple ? taken : taken.slice(0, 1));
    if (wrong !== undefined) this.mark(t("file_kind", wrong.name));
    this.control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private add(files: File[]): void {
    if (files.length === 0) return;
    const { field, host } = this;
    const problems: string[] = [];
    if (!field.multiple) this.clear();
    for (const one of files) {
      this.replaceLost(one.name);
      const problem = this.tooMuch(one);
      if (problem === null) this.begin(one);
      else problems.push(problem);
    }
    this.arrange();
    host.changed(this.name);
    if (problems[0] !== undefined) this.mark(problems[0]);
  }

  /** The visitor chooses again what a reload has kept from arriving. */
  private replaceLost(name: string): void {
    const lost = ({ file, sending }: Chosen): boolean =>
      file.name === name && !(file instanceof File) && sending.state === "failed";
    for (const one of this.chosen.filter(lost)) one.row.element.remove();
    this.chosen = this.chosen.filter((one) => !lost(one));
  }

  private tooMuch(file: File): string | null {
    const { field, chosen } = this;
    if (file.size > field.max_size) return t("file_too_big", file.name, fileSize(field.max_size));
    const most = field.most ?? 1;
    if (chosen.length >= most) return t("too_many_files", most);
    const total = chosen.reduce((sum, one) => sum + one.file.size, file.size);
    if (total > field.max_total_size) return t("files_too_big", fileSize(field.max_total_size));
    return null;
  }

  // The files.

  private begin(file: File): void {
    let one: Chosen | undefined;
    const { context } = this.host;
    const sending = context.upload(file, this.field.slot, () => one && this.changed(one));
    one = this.enlist(file, sending);
  }

  private enlist(file: Chosen["file"], sending: Sending): Chosen {
    const row = new FileRow(file, () => this.remove(one));
    const one: Chosen = { file, sending, row };
    this.chosen.push(one);
    this.list.append(row.element);
    row.show(sending);
    return one;
  }

  private changed(one: Chosen): void {
    if (!this.chosen.includes(one)) return;
    one.row.show(one.sending);
    const { state } = one.sending;
    if (state !== "sending")
      this.status.textContent = `${one.file.name}: ${stateText(one.sending)}`;
    this.settle();
  }

  private remove(one: Chosen): void {
    this.chosen = this.chosen.filter((other) => other !== one);
    one.sending.cancel();
    one.row.element.remove();
    this.arrange();
    this.host.changed(this.name);
    this.control.focus();
  }

  private clear(): void {
    for (const one of this.chosen.splice(0)) {
      one.sending.cancel();
      one.row.element.remove();
    }
    this.arrange();
  }

  /** The list, and the control's own files for those who look there. */
  private arrange(): void {
    this.list.hidden = this.chosen.length === 0;
    const files = new DataTransfer();
    for (const { file } of this.chosen) if (file instanceof File) files.items.add(file);
    this.control.files = files.files;
    this.settle();
  }

  /** Tell who waits that nothing is on its way any more. */
  private settle(): void {
    if (this.chosen.some(({ sending }) => sending.state === "sending")) return;
    for (const tell of this.waiting.splice(0)) tell();
  }

  // What the form asks.

  value(): Json {
    const done = this.chosen.filter(({ sending }) => sending.state === "done");
    return done.map(({ file, sending }) => ({
      upload: sending.id,
      name: file.name,
      type: file.type,
      modified: file.lastModified,
    }));
  }

  draft(): Json | undefined {
    const files = this.chosen.map(({ file, sending }) => ({
      name: file.name,
      size: file.size,
      type: file.type,
      lastModified: file.lastModified,
      upload: sending.state === "done" ? sending.id : "",
    }));
    return files.length > 0 ? files : undefined;
  }

  /** What has arrived is there still; what was on its way has to be chosen again. */
  restore(draft: Json): void {
    if (!Array.isArray(draft)) return;
    for (const { upload, ...file } of draft as unknown as Kept[]) {
      this.enlist(file, {
        id: upload,
        state: upload ? "done" : "failed",
        sent: file.size,
        problem: "upload_lost",
        cancel: () => undefined,
      });
    }
    this.arrange();
    this.status.textContent = this.lost() ?? "";
  }

  private lost(): string | null {
    const failed = this.chosen.find(({ sending }) => sending.state === "failed");
    return failed === undefined ? null : `${failed.file.name}: ${stateText(failed.sending)}`;
  }

  pending(): Promise<void> | null {
    if (!this.chosen.some(({ sending }) => sending.state === "sending")) return null;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  check(): string | null {
    if (this.control.disabled) return null;
    const problem = this.lost();
    if (problem !== null) return problem;
    return this.control.required && this.chosen.length === 0 ? t("required_file") : null;
  }

  update(attributes: Record<string, Json>): void {
    this.frame.update(attributes);
    const { value, accept, multiple, placeholder, ...others } = attributes;
    if (accept !== undefined) {
      this.field = { ...this.field, accept: Array.isArray(accept) ? accept.map(asText) : [] };
    }
    if (multiple !== undefined) this.field = { ...this.field, multiple: multiple === true };
    if (placeholder !== undefined) this.field = { ...this.field, placeholder: asText(placeholder) };
    setControlAttributes(this.control, others);
    this.describe();
    if (value !== undefined && isNothing(value)) this.clear();
  }

  mark(problem: string | null): void {
    this.frame.mark(problem);
    this.zone.classList.toggle("is-invalid", problem !== null);
  }

  focus(): void {
    this.control.focus();
  }

  reset(): void {
    this.clear();
  }

  closed(): void {
    for (const { sending } of this.chosen) sending.cancel();
  }

  labelledBy(id: string): void {
    this.frame.labelledBy(id);
  }
}

function isNothing(value: Json): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Listen to the document as long as an element stands in it, while nothing hides that. */
function whileShown<K extends "dragover" | "drop" | "paste">(
  element: HTMLElement,
  type: K,
  listener: (event: DocumentEventMap[K]) => void,
): void {
  const handle = (event: DocumentEventMap[K]): void => {
    if (!element.isConnected) document.removeEventListener(type, handle);
    else if (element.closest("[hidden]") === null) listener(event);
  };
  document.addEventListener(type, handle);
}
