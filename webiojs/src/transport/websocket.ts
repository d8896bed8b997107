// The carrier of text frames over a WebSocket.

import type { Carrier, CarrierHandlers, Clock, Dial } from "./connection";
import { type EarlySocket, good } from "./early";

/** A proxy that cuts silent lines is noticed when it lets them live for so long at least (ms). */
const SILENCE_LEAST = 2000;
const SILENCE_MOST = 120_000;
const PING = '{"ping":true}';

/** The WebSocket's address: the back end's, with the scheme of WebSockets. */
export function socketUrl(backend: URL, app: string): string {
  const url = new URL(backend);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  if (app !== "") url.searchParams.set("app", app);
  return url.href;
}

/** `early`: the socket that the script in the head has opened, for the first line. */
export function websocketDial(url: string, clock: Clock = browserClock, early?: EarlySocket): Dial {
  const pulse = new Pulse(clock);
  let first = early;
  return (handlers) => {
    const found = first;
    first = undefined;
    if (found !== undefined && good(found, url, clock)) {
      return new SocketCarrier(found, pulse, handlers, found);
    }
    found?.close();
    return new SocketCarrier(new WebSocket(url), pulse, handlers);
  };
}

/** Keeps lines from being cut for their silence, once that has happened. */
export class Pulse {
  private every = Number.POSITIVE_INFINITY;
  private heard = 0;
  private cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  /** Something has come; `ping` is called when nothing does for too long. */
  beat(ping: () => void): void {
    this.stop();
    this.heard = this.clock.now();
    if (this.every < SILENCE_MOST) this.cancel = this.clock.after(this.every, ping);
  }

  /** The line was lost: perhaps since it was silent. */
  lost(): void {
    this.stop();
    const silence = this.clock.now() - this.heard;
    if (silence < SILENCE_LEAST) return;
    this.every = Math.min(this.every, Math.max(silence * 0.6, SILENCE_LEAST / 2));
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }
}

class SocketCarrier implements Carrier {
  constructor(
    private readonly socket: WebSocket,
    private readonly pulse: Pulse,
    handlers: CarrierHandlers,
    early?: EarlySocket,
  ) {
    let heard = false;
    const ping = (): void => this.send(PING);
    socket.onopen = () => handlers.opened();
    socket.onmessage = (event) => {
      heard = true;
      pulse.beat(ping);
      if (typeof event.data === "string") handlers.message(event.data);
    };
    socket.onclose = () => {
      if (heard) pulse.lost();
      handlers.lost();
    };
    // Nobody knows the carrier yet: not before the caller has it.
    if (early !== undefined) queueMicrotask(() => catchUp(early));
  }

  send(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  sendBytes(bytes: Blob): boolean {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(bytes);
    return true;
  }

  close(): void {
    // Whoever closes has done with this carrier: nothing of it may be heard any more.
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.pulse.stop();
    this.socket.close(1000);
  }
}

/** Tell a carrier what has happened to its socket before. */
function catchUp(socket: EarlySocket): void {
  if (!socket.greeted && socket.readyState === WebSocket.OPEN) socket.onopen?.(new Event("open"));
  for (const event of socket.heard.splice(0)) socket.onmessage?.(event);
  if (socket.readyState > WebSocket.OPEN) socket.onclose?.(new CloseEvent("close"));
}

export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
