// What a load of the page leaves for the next one in the same tab, and nowhere else: the key of the
// session, what was typed and not sent, what is open. It is kept by the place of the page, since
// one tab may show several applications after one another.

import type { PinDraft } from "../page/pins";
import type { AnyEvent, Json } from "../protocol";
import type { Focus } from "./focus";
import type { Look } from "./look";

/** An event that the server has not confirmed, and when it was made. */
export interface UnsentEvent {
  number: number;
  at: number;
  event: AnyEvent;
}

/** Times are those of `Date.now()`. */
export interface Left {
  session: string;
  /** The id of the load that the server knows. */
  view: string;
  /** When this load began, and whether it was a reload. */
  began: number;
  reloaded: boolean;
  /** The program or a script of the page has begun to load it again. */
  made: boolean;
  /** The last effect that was done. */
  done: number;
  forms: Record<string, Record<string, Json>>;
  pins: Record<string, PinDraft>;
  look: Look | null;
  focus: Focus | null;
  events: UnsentEvent[];
}

const PREFIX = "pywebio ";
const DONE = "pywebio-done ";

/** So many places of a tab are kept; a visitor rarely goes further back. */
const PLACES_MOST = 20;

export class Memory {
  private readonly key: string;
  private readonly doneKey: string;

  constructor(
    place: string,
    /** Null where the browser allows none. */
    private readonly storage: Storage | null,
  ) {
    this.key = PREFIX + place;
    this.doneKey = DONE + place;
  }

  read(): Left | null {
    try {
      const left = JSON.parse(this.storage?.getItem(this.key) ?? "null") as Left | null;
      if (typeof left?.session !== "string" || typeof left.view !== "string") return null;
      const done = Number(this.storage?.getItem(this.doneKey) ?? 0);
      const { forms = {}, pins = {}, look = null, focus = null } = left;
      const events = Array.isArray(left.events) ? left.events : [];
      return { ...left, forms, pins, look, focus, events, done: Math.max(left.done, done) };
    } catch {
      return null; // Somebody else has written there.
    }
  }

  write(left: Left): void {
    if (this.store(left)) return;
    // Too much for the browser: the way back is worth more than what stands in large fields.
    this.store({ ...left, forms: {}, pins: {}, events: [] });
  }

  /** An effect is about to be done: no other load of the page is to do it again. */
  note(done: number): void {
    try {
      this.storage?.setItem(this.doneKey, String(done));
    } catch {
      // Then nothing else is stored either.
    }
  }

  forget(): void {
    try {
      this.storage?.removeItem(this.key);
      this.storage?.removeItem(this.doneKey);
    } catch {
      // Then nothing was stored.
    }
  }

  private store(left: Left): boolean {
    if (this.storage === null) return true;
    try {
      this.storage.setItem(this.key, JSON.stringify(left));
      this.tidy(this.storage);
      return true;
    } catch {
      return false;
    }
  }

  private tidy(storage: Storage): void {
    const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
    if (keys.length <= PLACES_MOST) return;
    for (const key of keys) {
      if (key === this.key) continue;
      storage.removeItem(key);
      storage.removeItem(DONE + key.slice(PREFIX.length));
    }
  }
}

/** The storage of this tab, where the browser allows one. */
export function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/**
 * What tells the applications of a tab apart: the path and query of the page, the application, and
 * which of the frames and containers of the page it stands in.
 */
export function placeOf(
  address: { pathname: string; search: string },
  app: string,
  container = "",
): string {
  return [app, container, framePath(window), address.pathname + address.search].join(" ");
}

function framePath(start: Window): string {
  const indexes: number[] = [];
  for (let view = start; view.parent !== view; view = view.parent) {
    const { parent } = view;
    let index = 0;
    while (index < parent.length && parent[index] !== view) index += 1;
    indexes.unshift(index);
  }
  return indexes.join("/");
}
