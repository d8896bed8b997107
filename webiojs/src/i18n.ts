// The texts of the page itself, by language. English and Chinese are here, the others in lazy/lang/,
// of which a visitor loads one at most.
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
  grid_noRowsToShow: "No rows to show",
  grid_noMatchingRows: "No matching rows",
  grid_loadingOoo: "Loading…",
  grid_filterOoo: "Filter…",
  grid_blank: "Blank",
  grid_notBlank: "Not blank",
  grid_equals: "Equals",
  grid_notEqual: "Does not equal",
  grid_lessThan: "Less than",
  grid_greaterThan: "Greater than",
  grid_lessThanOrEqual: "Less than or equal to",
  grid_greaterThanOrEqual: "Greater than or equal to",
  grid_inRange: "Between",
  grid_inRangeStart: "From",
  grid_inRangeEnd: "To",
  grid_contains: "Contains",
  grid_notContains: "Does not contain",
  grid_startsWith: "Begins with",
  grid_endsWith: "Ends with",
  grid_before: "Before",
  grid_after: "After",
  grid_andCondition: "And",
  grid_orCondition: "Or",
  grid_empty: "Choose one",
  grid_page: "Page",
  grid_of: "of",
  grid_to: "to",
  grid_more: "more",
  grid_firstPage: "First page",
  grid_lastPage: "Last page",
  grid_nextPage: "Next page",
  grid_previousPage: "Previous page",
  grid_pageSizeSelectorLabel: "Page size:",
  grid_ariaChecked: "checked",
  grid_ariaUnchecked: "unchecked",
  grid_ariaIndeterminate: "partly checked",
  grid_ariaRowToggleSelection: "Press Space to select the row ({0})",
  grid_ariaRowSelectAll: "Press Space to select all rows",
  grid_ariaFilterInput: "Filter value",
  grid_ariaFilterMenuOpen: "Open the filter",
  grid_ariaFilteringOperator: "Filter by",
  grid_ariaSortableColumn: "Press Enter to sort",
  grid_ariaColumnFiltered: "Column is filtered",
};

const zh: Texts = {
  submit: "提交",
  reset: "重置",
  cancel: "取消",
  close: "关闭",
  copy: "复制",
  copied: "已复制",
  code: "代码",
  table: "表格",
  loading: "加载中…",
  progress: "进度",
  per_second: "{0}/秒",
  time_left: "剩余 {0}",
  scroll_area: "可滚动区域",
  log: "日志",
  required: "请填写此项。",
  required_option: "请选择一项。",
  invalid: "输入的内容无效。",
  not_number: "请输入数字。",
  not_integer: "请输入整数。",
  not_option: "请从选项中选择。",
  not_url: "请输入完整的网址，例如 https://example.com。",
  not_date: "请输入日期。",
  not_time: "请输入时间。",
  not_datetime: "请输入日期和时间。",
  not_color: "请选择颜色。",
  too_short: "内容太短。",
  too_short_1: "请至少输入 {0} 个字符。",
  too_long: "内容太长。",
  too_long_1: "请最多输入 {0} 个字符。",
  too_small: "数值太小。",
  too_small_1: "请输入不小于 {0} 的值。",
  too_big: "数值太大。",
  too_big_1: "请输入不大于 {0} 的值。",
  pattern: "格式不符合要求。",
  step: "数值不符合允许的步长。",
  step_1: "请输入 {0} 的倍数。",
  drop_file: "将文件拖到此处，或",
  drop_files: "将文件拖到此处，或",
  choose_file: "选择文件",
  choose_files: "选择文件",
  file_limit: "最大 {0}",
  file_limit_2: "单个文件最大 {0}，总计最大 {1}",
  remove: "移除 {0}",
  uploaded: "已上传",
  upload_failed: "文件无法上传。",
  upload_lost: "文件未能送达，请重新选择。",
  upload_full: "服务器没有空间接收更多文件。",
  file_unreadable: "文件已无法读取。",
  file_kind: "“{0}”不是所要求的文件类型。",
  required_file: "请选择文件。",
  file_too_big: "文件过大。",
  file_too_big_2: "“{0}”过大：单个文件最大 {1}。",
  files_too_big: "文件总大小超出限制。",
  files_too_big_1: "文件总大小不能超过 {0}。",
  too_many_files: "文件过多。",
  too_many_files_1: "文件过多：最多 {0} 个。",
  scope_exists: "页面上已有名为“{0}”的 scope。",
  pin_expired: "已有同名的输入控件，此控件不再有效：{0}。",
  trimmed: "较早的 {0} 项输出已不再显示。",
  reconnecting: "连接已断开，正在重新连接…",
  reconnect: "立即重连",
  foreign:
    "此页面的地址要求使用另一台服务器上的程序：{0}。仅当您信任它并愿意让它看到您输入的内容时才继续。",
  go_on: "继续",
  blocked:
    "此页面无法连接到程序：网络中有设备阻止了 WebSocket，而服务器在此地址不接受其他连接方式。",
  closed: "会话已结束。",
  moved: "此会话已在另一个窗口中继续。",
  unknown: "服务器已不再保留此会话。",
  refused: "服务器暂时不接受新的会话。",
  version: "页面版本已过期。",
  restart: "重新开始",
  returned: "页面已重新加载，继续运行。",
  unsent: "重新加载之前的操作尚未发送。",
  send: "立即发送",
  discard: "放弃",
  reload: "刷新",
  failed: "应用程序出错了。",
  details: "详细信息",
  form: "表单",
  open: "打开",
  too_large: "内容过大，无法发送。",
  dark_mode: "深色模式",
  light_mode: "浅色模式",
  no_results: "没有找到",
  remove_item: "移除",
  editor_help: "Tab 键用于缩进。要离开编辑器，请先按 Esc，再按 Tab。按 F11 全屏。",
  grid_noRowsToShow: "没有可显示的行",
  grid_noMatchingRows: "没有匹配的行",
  grid_loadingOoo: "加载中…",
  grid_filterOoo: "筛选…",
  grid_blank: "为空",
  grid_notBlank: "不为空",
  grid_equals: "等于",
  grid_notEqual: "不等于",
  grid_lessThan: "小于",
  grid_greaterThan: "大于",
  grid_lessThanOrEqual: "小于或等于",
  grid_greaterThanOrEqual: "大于或等于",
  grid_inRange: "介于",
  grid_inRangeStart: "从",
  grid_inRangeEnd: "到",
  grid_contains: "包含",
  grid_notContains: "不包含",
  grid_startsWith: "开头是",
  grid_endsWith: "结尾是",
  grid_before: "早于",
  grid_after: "晚于",
  grid_andCondition: "且",
  grid_orCondition: "或",
  grid_empty: "请选择",
  grid_page: "页",
  grid_of: "共",
  grid_to: "至",
  grid_more: "更多",
  grid_firstPage: "第一页",
  grid_lastPage: "最后一页",
  grid_nextPage: "下一页",
  grid_previousPage: "上一页",
  grid_pageSizeSelectorLabel: "每页行数：",
  grid_ariaChecked: "已选中",
  grid_ariaUnchecked: "未选中",
  grid_ariaIndeterminate: "部分选中",
  grid_ariaRowToggleSelection: "按空格键选择此行（{0}）",
  grid_ariaRowSelectAll: "按空格键选择所有行",
  grid_ariaFilterInput: "筛选值",
  grid_ariaFilterMenuOpen: "打开筛选",
  grid_ariaFilteringOperator: "筛选方式",
  grid_ariaSortableColumn: "按 Enter 键排序",
  grid_ariaColumnFiltered: "此列已筛选",
};

/** All languages by their tag; what is written here later counts at once (`WebIO.message_tpl`). */
export const texts: Record<string, Texts> = { en, zh };

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
  return texts[base(tag)]?.[key] ?? en[key];
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
