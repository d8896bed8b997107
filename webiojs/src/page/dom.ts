// Elements without markup strings: what a program says is always set as text or as an attribute.

/** What an attribute may be set to: `true` means present, `false`, `null` and `undefined` absent. */
export type Attribute = string | number | boolean | null | undefined;

/** Listeners by the name of their event. */
export type Listeners = {
  [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void;
};

/** Attributes by name; `on` holds listeners, `dataset` the `data-` attributes. */
export interface Props {
  on?: Listeners;
  dataset?: Record<string, string>;
  [attribute: string]: Attribute | Listeners | Record<string, string>;
}

/** What can stand in an element; nothing comes of `null`, `undefined` and `false`. */
export type Child = Node | string | number | null | undefined | false;

/** Make an element: `h("button", { class: "btn", on: { click: go } }, "Go")`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props) setProps(element, props);
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(typeof child === "number" ? String(child) : child);
    }
  }
  return element;
}

function setProps(element: HTMLElement, props: Props): void {
  const { on, dataset, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(element, name, value as Attribute);
  }
  Object.assign(element.dataset, dataset);
  for (const [event, listener] of Object.entries(on ?? {})) {
    element.addEventListener(event, listener as EventListener);
  }
}

/** Set or take away one attribute. Style is set as text of the style object, which any CSP allows. */
export function setAttribute(element: HTMLElement, name: string, value: Attribute): void {
  if (name === "style") {
    element.style.cssText = value ? String(value) : "";
  } else if (value === false || value === null || value === undefined) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Class names in one text; those that are empty or false are left out. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

let lastId = 0;

/** An id that nothing else on the page has. */
export function uniqueId(prefix = "webio"): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Markup as nodes; scripts in it do not run, and images are not fetched before it is inserted. */
export function fragment(markup: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content;
}
