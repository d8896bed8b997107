// The code editor: CodeMirror 5 with a few addons. Modes and themes are files that are fetched when a
// program names them; the build tells which there are.

import CodeMirror from "codemirror";
import "codemirror/lib/codemirror.css";
import "codemirror/addon/comment/comment.js";
import "codemirror/addon/display/autorefresh.js";
import "codemirror/addon/display/fullscreen.css";
import "codemirror/addon/display/fullscreen.js";
import "codemirror/addon/display/placeholder.js";
import "codemirror/addon/edit/closebrackets.js";
import "codemirror/addon/edit/matchbrackets.js";
import "codemirror/addon/fold/brace-fold.js";
import "codemirror/addon/fold/comment-fold.js";
import "codemirror/addon/fold/foldcode.js";
import "codemirror/addon/fold/foldgutter.css";
import "codemirror/addon/fold/foldgutter.js";
import "codemirror/addon/fold/indent-fold.js";
import "codemirror/addon/mode/multiplex.js";
import "codemirror/addon/mode/overlay.js";
import "codemirror/addon/mode/simple.js";
import "codemirror/addon/selection/active-line.js";
import "codemirror/mode/meta.js";
import "../styles/editor.css";
import type { Json } from "../protocol";

// Modes, and scripts of programs, find it here.
Object.assign(window, { CodeMirror });

/** A line has so many pixels. */
const LINE = 20;

const DEFAULTS = {
  autoRefresh: true,
  indentUnit: 4,
  lineNumbers: true,
  lineWrapping: true,
  matchBrackets: true,
  styleActiveLine: true,
};

/** Attributes of the text area that the place where one types has too. */
const SHARED = ["aria-describedby", "aria-invalid", "aria-labelledby", "aria-required"] as const;

export interface EditorSettings {
  rows: number;
  options: Record<string, Json>;
  /** What the editor is called where it has no label. */
  name: string;
  assetUrl(file: string): string;
  changed(): void;
  blurred(): void;
}

/** An editor in the place of a text area, which stays and always holds the same text. */
export class CodeEditor {
  private readonly editor: CodeMirror.EditorFromTextArea;

  constructor(
    private readonly area: HTMLTextAreaElement,
    private readonly settings: EditorSettings,
  ) {
    const { mode, theme, ...options } = known(settings.options);
    this.editor = CodeMirror.fromTextArea(area, {
      ...DEFAULTS,
      readOnly: area.readOnly,
      ...(hasName(area) ? {} : { screenReaderLabel: settings.name }),
      ...options,
      ...({ leaveSubmitMethodAlone: true } as object),
      extraKeys: { ...KEYS, ...(options.extraKeys as CodeMirror.KeyMap | undefined) },
    });
    this.setRows(settings.rows);
    this.takeName();
    this.mirror();
    this.listen();
    this.setMode(mode).catch(report);
    this.setTheme(theme).catch(report);
  }

  private listen(): void {
    const { editor, settings } = this;
    editor.on("change", (_, change) => {
      editor.save();
      if (change.origin !== "setValue") settings.changed();
    });
    editor.on("blur", () => {
      stay(editor);
      settings.blurred();
    });
    editor.on("keydown", (_, event) => {
      if (!["Escape", "Tab", "Shift"].includes(event.key)) stay(editor);
    });
  }

  /** The label of the text area is that of the place where one types. */
  private takeName(): void {
    const input = this.editor.getInputField();
    input.id = `${this.area.id}-editor`;
    for (const label of this.area.labels ?? []) label.htmlFor = input.id;
  }

  /** What was said of the text area holds for the editor too. */
  mirror(): void {
    const { area, editor } = this;
    const input = editor.getInputField();
    for (const name of SHARED) {
      const value = area.getAttribute(name);
      if (value === null) input.removeAttribute(name);
      else input.setAttribute(name, value);
    }
    const { readOnly } = this.settings.options;
    const fixed = area.disabled ? "nocursor" : area.readOnly && (readOnly ?? true);
    editor.setOption("readOnly", fixed as boolean | "nocursor");
    if (fixed) leave(editor);
    else stay(editor);
  }

  /** Show the text that was put into the text area. */
  load(): void {
    this.editor.setValue(this.area.value);
  }

  setRows(rows: number): void {
    this.editor.setSize(null, rows * LINE);
  }

  focus(): void {
    this.editor.focus();
  }

  private async setMode(mode: Json | undefined): Promise<void> {
    if (!mode) return;
    const { file, spec } = findMode(mode);
    await this.loadMode(file);
    this.editor.setOption("mode", spec as string);
  }

  private async loadMode(name: string): Promise<void> {
    const found = __EDITOR__.modes[name];
    if (found === undefined || Object.hasOwn(CodeMirror.modes, name)) return;
    for (const needed of found.needs) await this.loadMode(needed);
    await import(/* @vite-ignore */ this.settings.assetUrl(found.js));
  }

  private async setTheme(theme: Json | undefined): Promise<void> {
    if (typeof theme !== "string") return;
    const file = __EDITOR__.themes[theme.split(" ", 1)[0] ?? ""];
    if (file !== undefined) await loadStyle(this.settings.assetUrl(file));
    this.editor.setOption("theme", theme);
  }
}

// Tab indents; after Esc it leaves the editor, so that nobody is caught in it.

const LEAVE: CodeMirror.KeyMap = { Tab: false, "Shift-Tab": false };

function toggleFullScreen(editor: CodeMirror.Editor): void {
  editor.setOption("fullScreen", !editor.getOption("fullScreen"));
}

function escapeKey(editor: CodeMirror.Editor): void {
  toggleFullScreen(editor);
  leave(editor);
}

/** Let Tab go to the next control. */
function leave(editor: CodeMirror.Editor): void {
  editor.removeKeyMap(LEAVE);
  editor.addKeyMap(LEAVE);
}

/** Forget the Esc, unless nothing can be indented; who left by Tab leaves the full screen too. */
function stay(editor: CodeMirror.Editor): void {
  if (!editor.isReadOnly()) editor.removeKeyMap(LEAVE);
  if (!editor.hasFocus() && editor.getOption("fullScreen")) editor.setOption("fullScreen", false);
}

function indent(editor: CodeMirror.Editor): void {
  const tabs = editor.getOption("indentWithTabs") || editor.somethingSelected();
  editor.execCommand(tabs ? "defaultTab" : "insertSoftTab");
}

const KEYS: CodeMirror.KeyMap = {
  Esc: escapeKey,
  F11: toggleFullScreen,
  Tab: indent,
  "Shift-Tab": "indentLess",
  "Ctrl-/": "toggleComment",
  "Cmd-/": "toggleComment",
};

/** What the types of CodeMirror leave out. */
interface KeyMaps {
  keyMap: Record<string, CodeMirror.KeyMap>;
}

function hasName(area: HTMLTextAreaElement): boolean {
  const labels = [...(area.labels ?? [])];
  return area.hasAttribute("aria-labelledby") || labels.some((label) => label.textContent);
}

/** Options as the editor takes them: one that it does not have would break it. */
function known(options: Record<string, Json>): Record<string, Json> {
  const { value: _, keyMap, ...others } = options;
  if (typeof keyMap !== "string") return others;
  if (Object.hasOwn((CodeMirror as unknown as KeyMaps).keyMap, keyMap))
    return { ...others, keyMap };
  console.warn(`pywebio: the editor has no keyMap "${keyMap}"`);
  return others;
}

/** The file of a mode, and what the editor is told: a mode has a name, MIME types, extensions. */
function findMode(mode: Json): { file: string; spec: Json } {
  if (typeof mode !== "string") {
    const name = (mode as { name?: Json } | null)?.name;
    const found = findMode(typeof name === "string" ? name : "");
    return { file: found.file, spec: mode };
  }
  if (Object.hasOwn(__EDITOR__.modes, mode)) return { file: mode, spec: mode };
  const info =
    CodeMirror.findModeByMIME(mode) ??
    CodeMirror.findModeByName(mode) ??
    CodeMirror.findModeByExtension(mode.toLowerCase());
  if (!info) return { file: "", spec: mode };
  return { file: info.mode, spec: mode.includes("/") ? mode : (info.mime ?? info.mode) };
}

const styles = new Map<string, Promise<void>>();

function loadStyle(url: string): Promise<void> {
  const coming = styles.get(url) ?? addStyle(url);
  styles.set(url, coming);
  return coming;
}

function addStyle(url: string): Promise<void> {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url;
    link.onload = () => resolve();
    link.onerror = () => resolve();
    document.head.append(link);
  });
}

function report(error: unknown): void {
  console.warn("pywebio: a mode of the editor could not be loaded:", error);
}

/** What the chunk offers. */
export interface EditorChunk {
  CodeEditor: typeof CodeEditor;
}
