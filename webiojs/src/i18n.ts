// The texts of the page itself, by language. English is here (that of data tables comes with them), the
// others are in lazy/lang/, of which a visitor loads one at most.
//
// Texts of the server that start with "@" are keys of this catalogue, with arguments behind bars:
// "@required", "@too_small|10". A text that is really to start with "@" is sent as "@@...", and one
// whose key is not known is shown as it is.
//
//   key            arguments            shown when
//   @required                           a required field is empty
//   @invalid                            a check of the program failed or said nothing
//   @not_number                         not a number
//   @not_integer                        a number that is not whole
//   @not_option                         a value that is none of the options
//   @not_url                            not an address
//   @not_date  @not_time                not a date, a time of day
//   @not_datetime  @not_color           not a date with time, not #rrggbb
//   @too_short     least length         fewer characters than allowed
//   @too_long      greatest length      more characters than allowed
//   @too_small     smallest value       below `min`
//   @too_big       greatest value       above `max`
//   @pattern                            does not match `pattern`
//   @step          step                 not a multiple of `step`
//   @required_file                      no file was chosen
//   @file_too_big  name, largest size   a file is larger than allowed
//   @files_too_big largest size         files are larger together than allowed
//   @too_many_files number              more files than allowed
//   @upload_lost                        a file has not arrived
//
// An argument may be left out: each key has a form without it.

export type Texts = Record<string, string>;

const en: Texts = {
  submit: "Submit",
  reset: "Reset",
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  code: "Code",
  table: "Table",
  loading: "Loading…",
  progress: "Progress",
  per_second: "{0}/s",
  time_left: "{0} left",
  scroll_area: "Scrollable area",
  log: "Log",
  required: "Please fill in this field.",
  required_option: "Please choose an option.",
  invalid: "Your input is not valid.",
  not_number: "Please enter a number.",
  not_integer: "Please enter a whole number.",
  not_option: "Please choose one of the options.",
  not_url: "Please enter a full address, such as https://example.com.",
  not_date: "Please enter a date.",
  not_time: "Please enter a time.",
  not_datetime: "Please enter a date and a time.",
  not_color: "Please choose a color.",
  too_short: "This is too short.",
  too_short_1: "Please enter at least {0} characters.",
  too_long: "This is too long.",
  too_long_1: "Please enter at most {0} characters.",
  too_small: "This is too small.",
  too_small_1: "Please enter {0} or more.",
  too_big: "This is too big.",
  too_big_1: "Please enter {0} or less.",
  pattern: "This does not have the format asked for.",
  step: "This is not one of the allowed steps.",
  step_1: "Please enter a multiple of {0}.",
  drop_file: "Drop a file here or",
  drop_files: "Drop files here or",
  choose_file: "choose a file",
  choose_files: "choose files",
  file_limit: "up to {0}",
  file_limit_2: "up to {0} each, {1} together",
  remove: "Remove {0}",
  uploaded: "Uploaded",
  upload_failed: "The file could not be sent.",
  upload_lost: "The file has not arrived. Please choose it again.",
  upload_full: "The server has no room for further files.",
  file_unreadable: "The file cannot be read any more.",
  file_kind: "“{0}” is not of a kind that is asked for.",
  required_file: "Please choose a file.",
  file_too_big: "This file is too large.",
  file_too_big_2: "“{0}” is too large: a file may have {1} at most.",
  files_too_big: "These files are too large together.",
  files_too_big_1: "These files are too large: together they may have {0} at most.",
  too_many_files: "These are too many files.",
  too_many_files_1: "These are too many files: {0} at most.",
  scope_exists: "A scope with the name “{0}” is already on the page.",
  pin_expired: "This input is no longer in use, since another one has its name: {0}.",
  trimmed: "{0} earlier outputs are no longer shown.",
  reconnecting: "The connection was lost. Reconnecting…",
  reconnect: "Reconnect now",
  foreign:
    "The address of this page asks to use a program on another server: {0}. Go on only if you trust it with what you enter here.",
  go_on: "Go on",
  blocked:
    "This page cannot reach its program: something on the way blocks WebSockets, and the server takes nothing else at this address.",
  closed: "The session has ended.",
  moved: "This session goes on in another window.",
  unknown: "The server no longer knows this session.",
  refused: "The server takes no further session at present.",
  version: "The page is out of date.",
  restart: "Start again",
  returned: "The page was reloaded and goes on.",
  unsent: "What you did before the reload was not sent.",
  send: "Send it now",
  discard: "Discard it",
  reload: "Reload",
  failed: "An error has occurred in the application.",
  details: "Details",
  form: "Form",
  open: "Open",
  too_large: "This is too large to be sent.",
  dark_mode: "Dark mode",
  light_mode: "Light mode",
  no_results: "Nothing found",
  remove_item: "Remove",
  editor_help: "Tab indents. To leave the editor press Escape, then Tab. F11 fills the screen.",
};

/** All languages by their tag; what is written here later counts at once (`WebIO.message_tpl`). */
export const texts: Record<string, Texts> = { en };

/** Add a language, or change texts of one: `addTexts({ fr: { submit: "Envoyer" } })`. */
export function addTexts(more: Record<string, Texts>): void {
  for (const [language, entries] of Object.entries(more)) {
    texts[language] = { ...texts[language], ...entries };
  }
}

/** Languages that are read from right to left. */
const RIGHT_TO_LEFT = ["fa"];

const base = (tag: string): string => tag.toLowerCase().split("-", 1)[0] as string;

/** The part of the bundle with the texts of the page's language, if they are not here already. */
export function languagePart(): string | undefined {
  const part = `lang-${base(language())}`;
  return part in __CHUNKS__ ? part : undefined;
}

/** The texts of a part have come: those that a program set before go first. */
export function fillTexts(part: string, entries: Texts): void {
  const name = part.slice("lang-".length);
  texts[name] = { ...entries, ...texts[name] };
}

/** Make the document one in this language, and let it run in the direction of its own. */
export function setLanguage(tag: string | undefined): void {
  if (tag) document.documentElement.lang = tag;
  if (RIGHT_TO_LEFT.includes(base(language()))) document.documentElement.dir = "rtl";
}

/** The language of the page: that of the document, else that of the browser. */
export function language(): string {
  return document.documentElement.lang || navigator.language || "en";
}

function lookup(key: string): string | undefined {
  const tag = language().toLowerCase();
  for (const [name, entries] of Object.entries(texts)) {
    if (name.toLowerCase() === tag && entries[key] !== undefined) return entries[key];
  }
  return texts[base(tag)]?.[key] ?? texts.en?.[key];
}

/** A text in the visitor's language, with `{0}`, `{1}`, ... filled in. */
export function t(key: string, ...args: (string | number)[]): string {
  const text = (args.length ? lookup(`${key}_${args.length}`) : undefined) ?? lookup(key) ?? key;
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)] ?? ""));
}

/** The same, or nothing where the catalogue has no such text. */
export function known(key: string, ...args: (string | number)[]): string | undefined {
  return lookup(key) === undefined ? undefined : t(key, ...args);
}

/** A text of the server: those that start with "@" are looked up here. */
export function message(text: string): string {
  if (!text.startsWith("@")) return text;
  if (text.startsWith("@@")) return text.slice(1);
  const [key = "", ...args] = text.slice(1).split("|");
  return known(key, ...args) ?? text;
}
