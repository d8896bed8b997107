// Parts of the bundle that are fetched when they are first needed.

import { scriptElement } from "./code";

let prefix = "./assets/";

/** Where the assets are: what stands before their names. */
export function setAssets(value: string): void {
  prefix = value;
}

/** The one place where an asset gets its address. */
export function assetUrl(name: string): string {
  return new URL(prefix + name, document.baseURI).href;
}

const RETRY_AFTER = [500, 2000, 5000];

const coming = new Map<string, Promise<unknown>>();
const there = new Map<string, unknown>();

/** The chunk, loaded once; a network that fails is asked again a few times. */
export function chunk<T>(name: string): Promise<T> {
  let promise = coming.get(name);
  if (promise === undefined) {
    promise = load(name).then((module) => {
      there.set(name, module);
      return module;
    });
    promise.catch(() => coming.delete(name));
    coming.set(name, promise);
  }
  return promise as Promise<T>;
}

/** The chunk if it is there already. */
export function loaded<T>(name: string): T | undefined {
  return there.get(name) as T | undefined;
}

/** The chunk has come by another way. */
export function provide(name: string, module: unknown): void {
  there.set(name, module);
  coming.set(name, Promise.resolve(module));
}

/** The address of a chunk's script. */
export function chunkUrl(name: string): string {
  const files = __CHUNKS__[name];
  if (files === undefined) throw new Error(`pywebio: the page has no part "${name}"`);
  return assetUrl(files.js);
}

async function load(name: string): Promise<unknown> {
  const url = chunkUrl(name);
  const css = __CHUNKS__[name]?.css;
  const style = css === undefined ? undefined : loadStyle(assetUrl(css));
  for (let attempt = 0; ; attempt += 1) {
    try {
      // A browser remembers that a module failed: the fragment makes it ask again.
      const module: unknown = await import(
        /* @vite-ignore */ attempt === 0 ? url : `${url}#${attempt}`
      );
      await style;
      return module;
    } catch (error) {
      const delay = RETRY_AFTER[attempt];
      if (delay === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

function loadStyle(url: string): Promise<void> {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url;
    link.onload = () => resolve();
    link.onerror = () => {
      console.warn(`pywebio: the style sheet ${url} could not be loaded`);
      resolve();
    };
    document.head.append(link);
  });
}

/** Run a classic script file of the bundle. */
export function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = scriptElement();
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`pywebio: ${url} could not be loaded`));
    document.head.append(script);
  });
}
