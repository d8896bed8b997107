// Code of the program: run it, and give its value back as plain JSON.

import { makeFunction } from "../code";
import type { Json, KeptScript, RunJs } from "../protocol";
import type { Stage } from "../stage";

/** Code that each load of the page runs once. */
export function keptScript(command: KeptScript, stage: Stage): void {
  if (stage.scripts.has(command.number)) return;
  stage.scripts.add(command.number);
  stage.scripted();
  runCode(command.code, command.args ?? {});
}

export function runJs(command: RunJs, stage: Stage): void {
  const { code, args = {}, wait } = command;
  stage.scripted();
  if (!wait) {
    runCode(code, args);
    return;
  }
  evaluate(code, args)
    .then(toPlain)
    .catch((error: unknown) => {
      console.error("pywebio: eval_js:", error);
      return null;
    })
    .then((value) => stage.send({ event: "result", wait, value }));
}

/** Run statements with the arguments as names; what goes wrong is told to the console. */
export function runCode(code: string, args: Record<string, Json>): void {
  try {
    compile(code, args)();
  } catch (error) {
    console.error("pywebio: run_js:", error);
  }
}

/** The value of an expression, or of the last statement; a promise is awaited. */
export async function evaluate(code: string, args: Record<string, Json>): Promise<unknown> {
  return await evaluator(code, args)();
}

type Code = () => unknown;

/** The first reading of the code that is valid: expression, statements, expression with await. */
function evaluator(code: string, args: Record<string, Json>): Code {
  try {
    return compile(`return (${code}\n)`, args);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  try {
    // A check of the syntax alone: `eval` in the function below would report it too late.
    compile(code, args);
    return compile(`return eval(${JSON.stringify(code)})`, args);
  } catch (error) {
    if (!/\bawait\b/.test(code)) throw error;
  }
  try {
    return compile(`return (async () => (${code}\n))()`, args);
  } catch {
    return compile(`return (async () => {${code}\n})()`, args);
  }
}

/** A function of the page's outermost scope (not of this module) with the arguments as names. */
function compile(body: string, args: Record<string, Json>): Code {
  const call = makeFunction(Object.keys(args), body);
  return () => call.apply(window, Object.values(args));
}

/** How deep objects of the browser (not plain ones) are copied: `window.location` has one level. */
const HOST_LEVELS = 2;
const LEVELS = 64;

/** A copy that JSON can say: own enumerable fields; null for what it can not. */
export function toPlain(value: unknown): Json {
  return plain(value, LEVELS, HOST_LEVELS, new Set());
}

function plain(value: unknown, levels: number, host: number, above: Set<object>): Json {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return null;
  if (value instanceof Error || above.has(value) || levels === 0) return null;
  const own = toJson(value);
  if (own !== value) return plain(own, levels - 1, host, above);
  const left = isPlain(value) ? host : host - 1;
  if (left < 0) return null;
  above.add(value);
  const copy = Array.isArray(value)
    ? value.map((item) => plain(item, levels - 1, left, above))
    : copyFields(value, (item) => plain(item, levels - 1, left, above));
  above.delete(value);
  return copy;
}

function toJson(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? toJSON.call(value) : value;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function copyFields(value: object, copy: (item: unknown) => Json): Record<string, Json> {
  const fields: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    let item: unknown;
    try {
      item = (value as Record<string, unknown>)[key];
    } catch {
      continue;
    }
    if (item !== undefined && typeof item !== "function" && typeof item !== "symbol") {
      fields[key] = copy(item);
    }
  }
  return fields;
}
