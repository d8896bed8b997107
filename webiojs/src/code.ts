// Code of the program as functions of the page.
//
// Under a policy that forbids `eval` (`start_server(csp="strict")`) code of the program still runs: in
// script elements with the nonce of the page's own. Code in markup has none, and does not.

/** The nonce of the page's scripts; empty without such a policy. */
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

/** A script element that the page's policy lets run. */
export function scriptElement(): HTMLScriptElement {
  const script = document.createElement("script");
  if (nonce !== "") script.nonce = nonce;
  return script;
}

export type AnyFunction = (...args: unknown[]) => unknown;

const PLACE = "__webio_function__";

/** A function of the page's outermost scope (not of this module). Raises `SyntaxError`. */
export function makeFunction(names: string[], body: string): AnyFunction {
  if (nonce === "") return new Function(...names, body) as AnyFunction;
  const page = window as unknown as Record<string, AnyFunction | undefined>;
  const script = scriptElement();
  script.text = `window.${PLACE} = function (${names.join(",")}) {\n${body}\n}`;
  let problem = "the page's policy forbids it";
  const quiet = (event: ErrorEvent) => {
    problem = event.message;
    event.preventDefault();
  };
  window.addEventListener("error", quiet);
  document.head.append(script);
  window.removeEventListener("error", quiet);
  script.remove();
  const made = page[PLACE];
  delete page[PLACE];
  if (made === undefined) throw new SyntaxError(problem);
  return made;
}
