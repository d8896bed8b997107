// The carrier of text frames over HTTP: frames of the page go by POST, and what waits for it comes
// back in each answer; a GET asks what there is (see pywebio/platform/polling.py).
//
// It repairs nothing: after a request without a good answer the carrier is lost, and the connection
// says hello on a new one.

import type { Polled } from "../protocol";
import {
  byteLength,
  type Carrier,
  type CarrierHandlers,
  type Clock,
  type Dial,
} from "./connection";

export const LINE_HEADER = "Pywebio-Line";

/** Seconds for which a POST waits for the first reactions. */
export const REACTION = 0.1;
/** Milliseconds between short polls: after something has happened, and at most. */
export const PAUSE_FIRST = 100;
export const PAUSE_MOST = 1000;
/** The same for a page in the background, which leaves its connection to others. */
export const PAUSE_HIDDEN = 2000;
/** Seconds of the first long poll: proxies may cut after five. It doubles as long as they do not. */
export const PATIENCE_FIRST = 4;
const PATIENCE_LEAST = 1;
/** Milliseconds beyond its wait in which a request has to show a sign of life. */
export const LATE = 15_000;
/** Bytes that the slowest line carries in a millisecond. */
const SLOWEST = 5;
/** Bytes and frames of one POST, unless one frame is larger (see HTTP_FRAME in link.py). */
const BODY_MOST = 32 * 1024;
const FRAMES_MOST = 100;

export interface HttpRequest {
  url: string;
  line: string;
  /** What is posted; a request without it is a GET. */
  body?: string;
  /** The page is being left: send it nevertheless. */
  last?: boolean;
}

/**
 * Make a request; `done` gets status (0 without an answer) and text, `alive` is called when a part
 * of the answer has come. The function takes the request back.
 */
export type Http = (
  request: HttpRequest,
  done: (status: number, text: string) => void,
  alive: () => void,
) => () => void;

export interface PollingOptions {
  url: string;
  http: Http;
  clock: Clock;
  newId(): string;
  hidden(): boolean;
  /** Milliseconds between short polls at most. */
  interval?: number;
  /** The address does not take these requests. */
  refused?(status: number): void;
}

export function pollingDial(options: PollingOptions): Dial {
  const patience = new Patience();
  return (handlers) => new PollingCarrier(options, patience, handlers);
}

/** How long polls may wait, learned over all lines of a page. */
class Patience {
  private seconds = PATIENCE_FIRST;
  private most = Number.POSITIVE_INFINITY;

  get(affordable: number): number {
    return Math.min(this.seconds, this.most, affordable);
  }

  /** A poll was answered after the whole of its wait. */
  passed(): void {
    this.seconds = Math.min(this.seconds * 2, 60);
  }

  /** A poll was cut off: something on the way does not wait so long. */
  cut(seconds: number): void {
    this.most = Math.max(PATIENCE_LEAST, seconds / 2);
  }
}

class PollingCarrier implements Carrier {
  private readonly line: string;
  private queue: string[] = [];
  private dead = false;
  private opened = false;
  private posting = false;
  private polling = false;
  /** Number of the next frame, and frames that have overtaken it. */
  private next = 1;
  private readonly early = new Map<number, string[]>();
  /** What the server affords, in seconds. */
  private affordable = 0;
  private pause = PAUSE_FIRST;
  private cancelPause: (() => void) | null = null;
  private readonly flights = new Set<() => void>();

  constructor(
    private readonly options: PollingOptions,
    private readonly patience: Patience,
    private readonly handlers: CarrierHandlers,
  ) {
    this.line = options.newId();
    const cancel = options.clock.after(0, () => {
      this.flights.delete(cancel);
      handlers.opened();
    });
    this.flights.add(cancel);
  }

  send(text: string, lazy = false): void {
    if (this.dead) return;
    this.queue.push(text);
    // A mere acknowledgement goes along with the next question if that comes soon.
    if (lazy && this.cancelPause !== null) return;
    this.pause = PAUSE_FIRST;
    this.post();
  }

  close(): void {
    if (this.dead) return;
    const { http } = this.options;
    const body = this.queue.splice(0).join("\n");
    this.end();
    if (!this.opened) return;
    const request = { url: this.address("leave"), line: this.line, body, last: true };
    const nothing = (): void => undefined;
    http(request, nothing, nothing);
  }

  private end(): void {
    this.dead = true;
    this.cancelPause?.();
    this.cancelPause = null;
    for (const cancel of this.flights) cancel();
    this.flights.clear();
  }

  private lost(): void {
    if (this.dead) return;
    this.end();
    this.handlers.lost();
  }

  private address(wait: number | "leave"): string {
    const sign = this.options.url.includes("?") ? "&" : "?";
    return `${this.options.url}${sign}_pywebio_poll=${wait}`;
  }

  // ----------------------------------------------------------------------------------- requests

  private post(): void {
    if (this.posting || this.queue.length === 0) return;
    this.cancelPause?.();
    this.cancelPause = null;
    this.posting = true;
    this.request(this.polling ? 0 : REACTION, this.takeBody(), () => {
      this.posting = false;
    });
  }

  /** As many of the waiting frames as go into one body. */
  private takeBody(): string {
    let count = 0;
    let size = 0;
    for (const frame of this.queue) {
      size += byteLength(frame);
      if (count > 0 && (size > BODY_MOST || count >= FRAMES_MOST)) break;
      count += 1;
    }
    return this.queue.splice(0, count).join("\n");
  }

  private poll(): void {
    this.cancelPause = null;
    if (this.queue.length > 0) {
      this.post();
      return;
    }
    const wait = this.options.hidden() ? 0 : this.patience.get(this.affordable);
    this.polling = true;
    this.request(wait, undefined, (status, after) => {
      this.polling = false;
      if (wait === 0) return;
      if (status === 200 && after >= wait * 1000) this.patience.passed();
      else if (status !== 200 && after >= wait * 500) this.patience.cut(wait);
    });
  }

  private request(
    wait: number,
    body: string | undefined,
    landed: (status: number, after: number) => void,
  ): void {
    const { http, clock } = this.options;
    const started = clock.now();
    let over = false;
    const finish = (status: number, text: string): void => {
      if (over) return;
      over = true;
      cancelLate();
      this.flights.delete(cancel);
      landed(status, clock.now() - started);
      this.answered(status, text);
    };
    const watch = (ms: number) =>
      clock.after(ms, () => {
        take();
        finish(0, "");
      });
    let cancelLate = watch(wait * 1000 + LATE + (body?.length ?? 0) / SLOWEST);
    const alive = (): void => {
      cancelLate();
      if (!over) cancelLate = watch(LATE);
    };
    const request: HttpRequest = { url: this.address(wait), line: this.line };
    if (body !== undefined) request.body = body;
    const take = http(request, finish, alive);
    const cancel = (): void => {
      over = true;
      cancelLate();
      take();
    };
    this.flights.add(cancel);
  }

  private answered(status: number, text: string): void {
    if (this.dead) return;
    if (status !== 200) {
      if (isRefusal(status) && !this.opened) this.options.refused?.(status);
      this.lost();
      return;
    }
    this.opened = true;
    this.take(text);
    if (this.dead) return;
    this.post();
    if (!this.posting) this.goOn();
  }

  /** Ask again: at once where the server lets us wait, else after a pause that grows. */
  private goOn(): void {
    if (this.polling || this.cancelPause !== null) return;
    const { clock, hidden, interval } = this.options;
    if (this.affordable > 0 && !hidden()) {
      this.poll();
      return;
    }
    const most = hidden() ? PAUSE_HIDDEN : (interval ?? PAUSE_MOST);
    const pause = hidden() ? most : Math.min(this.pause, most);
    this.pause = Math.min(this.pause * 1.5, most);
    this.cancelPause = clock.after(pause, () => this.poll());
  }

  // ------------------------------------------------------------------------------------- frames

  private take(text: string): void {
    const [first = "", ...frames] = text.split("\n");
    const head = readHead(first);
    if (head === null) {
      this.lost();
      return;
    }
    this.affordable = head.wait ?? 0;
    if (frames.length > 0) {
      this.pause = PAUSE_FIRST;
      this.early.set(head.first, frames);
    }
    this.hand();
    const missing = this.early.size > 0 && !this.posting && !this.polling;
    if (head.over === true || missing) this.lost();
  }

  /** Hand on the frames whose turn it is. */
  private hand(): void {
    for (let frames = this.early.get(this.next); frames; frames = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.next += frames.length;
      for (const frame of frames) {
        if (!this.dead) this.handlers.message(frame);
      }
    }
  }
}

/** This address does not take such requests at all, now or later. */
function isRefusal(status: number): boolean {
  return status === 404 || status === 405 || status === 501;
}

/** The first line of an answer; null for what is none of ours, as the page of a login. */
function readHead(text: string): Polled | null {
  try {
    const head = JSON.parse(text) as Polled;
    return typeof head.first === "number" ? head : null;
  } catch {
    return null;
  }
}

export const browserHttp: Http = ({ url, line, body, last }, done, alive) => {
  const controller = new AbortController();
  const answer = fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { [LINE_HEADER]: line },
    cache: "no-store",
    signal: controller.signal,
    ...(body !== undefined && { body }),
    ...(last === true && { keepalive: true }),
  });
  answer
    .then(async (response) => done(response.status, await textOf(response, alive)))
    .catch(() => done(0, ""));
  return () => controller.abort();
};

/** The text of an answer; a slow line shows by its parts that it lives. */
async function textOf(response: Response, alive: () => void): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return response.text();
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    alive();
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
