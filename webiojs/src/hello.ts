// What a page says of itself when it begins to talk: in the script in the head, or in the main one.

import { shown } from "./page/scheme";
import type { Facts, Hello } from "./protocol";
import { VERSION } from "./protocol/base";

type Navigation = NonNullable<Hello["navigation"]>;

/** A load of one of these kinds may have a session to return to. */
export const RETURNING: readonly string[] = ["reload", "back_forward", "restore"];

/** What every hello of this load says, for an application. */
export function introduction(app: string): Pick<Hello, "app" | "path" | "query" | "facts"> & {
  navigation: Navigation;
} {
  return {
    app,
    path: location.pathname,
    query: location.search.slice(1),
    navigation: readNavigation(),
    facts: readFacts(),
  };
}

/** The hello of a load that has nothing to return to. */
export function firstHello(view: string, app: string): Hello {
  return { type: "hello", version: VERSION, view, ...introduction(app) };
}

/** How this load of the page came about. */
export function readNavigation(): Navigation {
  if ((document as { wasDiscarded?: boolean }).wasDiscarded === true) return "restore";
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type ?? "navigate";
}

function readFacts(): Facts {
  return {
    language: navigator.language.slice(0, 256),
    time_zone: timeZone(),
    width: Math.round(innerWidth),
    height: Math.round(innerHeight),
    dark: shown() === "dark",
    touch: matchMedia("(pointer: coarse)").matches,
  };
}

/** The first format of dates that a page asks for takes 15 ms, so the newer way goes first. */
function timeZone(): string {
  const { Temporal } = globalThis as { Temporal?: { Now: { timeZoneId(): string } } };
  return Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** A random id of this load of the page: 128 bits, in the letters of URLs. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
