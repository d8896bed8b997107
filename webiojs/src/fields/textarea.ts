import type { FieldHost } from "../context";
import { t } from "../i18n";
import type { CodeEditor, EditorChunk } from "../lazy/editor";
import { h, uniqueId } from "../page/dom";
import type { TextareaField } from "../protocol";
import {
  asText,
  commonAttributes,
  controlId,
  type Field,
  FieldFrame,
  setControlAttributes,
} from "./frame";
import { textProblem } from "./validity";

export function textarea(field: TextareaField, host: FieldHost, single: boolean): Field {
  const { name, value: initial = "", rows = 6 } = field;
  const control = h("textarea", {
    class: field.code ? "form-control webio-code-area" : "form-control",
    id: controlId(field),
    name,
    rows,
    placeholder: field.placeholder || null,
    maxlength: field.maxlength,
    minlength: field.minlength,
  });
  setControlAttributes(control, commonAttributes(field));
  control.value = initial;
  control.setSelectionRange(0, 0); // One begins to read a long text at its start.
  const changed = (): void => host.changed(name);
  const blurred = (): void => {
    if (control.value !== "") host.blurred(name);
  };
  control.addEventListener("input", changed);
  control.addEventListener("blur", blurred);
  const body = field.code ? h("div", { class: "webio-editor" }, control) : control;
  const frame = new FieldFrame(field, body, { single, controls: () => [control] });

  let editor: CodeEditor | undefined;
  if (field.code) {
    const told = { changed, blurred };
    makeEditor(field, control, host, told)
      .then((made) => {
        editor = made;
      })
      .catch((error: unknown) => console.warn("Code stays in a plain field:", error));
  }
  const put = (text: string): void => {
    control.value = text;
    editor?.load();
  };

  return {
    name,
    element: frame.element,
    value: () => control.value,
    update(attributes) {
      frame.update(attributes);
      setControlAttributes(control, attributes);
      if (attributes.value !== undefined) put(asText(attributes.value));
      if (typeof attributes.rows === "number") editor?.setRows(attributes.rows);
      editor?.mirror();
    },
    mark(problem) {
      frame.mark(problem);
      editor?.mirror();
    },
    check: () => textProblem(control),
    focus: () => (editor ?? control).focus(),
    reset: () => put(initial),
    labelledBy(id) {
      frame.labelledBy(id);
      editor?.mirror();
    },
  };
}

async function makeEditor(
  field: TextareaField,
  control: HTMLTextAreaElement,
  host: FieldHost,
  told: { changed(): void; blurred(): void },
): Promise<CodeEditor> {
  const { context } = host;
  const chunk = await context.chunk<EditorChunk>("editor");
  const editor = new chunk.CodeEditor(control, {
    ...told,
    rows: field.rows ?? 6,
    options: field.code ?? {},
    name: t("code"),
    assetUrl: (file) => context.assetUrl(file),
  });
  const help = h(
    "div",
    { class: "form-text webio-editor-help", id: uniqueId("webio-help") },
    t("editor_help"),
  );
  control.parentElement?.append(help);
  return editor;
}
