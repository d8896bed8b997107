// The carrier of text frames over a WebSocket.

import type { Carrier, CarrierHandlers, Clock, Dial } from "./connection";

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

export function websocketDial(url: string, clock: Clock = browserClock): Dial {
  const pulse = new Pulse(clock);
  return (handlers) => {
    const socket = takeEarly(url, clock) ?? new WebSocket(url);
    return new SocketCarrier(socket, pulse, handlers);
  };
}

/** A server closes a socket on which nothing is said for ten seconds. */
const EARLY_MOST = 7000;

/** A socket, and when it was begun. */
export type EarlySocket = WebSocket & { at: number };

/**
 * The socket that the script in the head has opened while this one was on its way: it is taken once,
 * and only while it is good. The server says nothing on it before our hello.
 */
function takeEarly(url: string, clock: Clock): WebSocket | null {
  const page = window as { webioSocket?: EarlySocket };
  const socket = page.webioSocket;
  if (socket === undefined) return null;
  delete page.webioSocket;
  const open = socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.OPEN;
  if (open && socket.url === url && clock.now() - socket.at < EARLY_MOST) return socket;
  socket.close();
  return null;
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
  ) {
    let heard = false;
    const ping = (): void => this.send(PING);
    socket.onopen = () => handlers.opened();
    // Nobody knows the carrier yet: not before the caller has it.
    if (socket.readyState === WebSocket.OPEN)
      queueMicrotask(() => socket.onopen?.(new Event("open")));
    socket.onmessage = (event) => {
      heard = true;
      pulse.beat(ping);
      if (typeof event.data === "string") handlers.message(event.data);
    };
    socket.onclose = () => {
      if (heard) pulse.lost();
      handlers.lost();
    };
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

export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
