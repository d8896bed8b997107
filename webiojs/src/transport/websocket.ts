// The carrier of text frames over a WebSocket.

import type { Carrier, CarrierHandlers, Clock, Dial } from "./connection";

/** The WebSocket's address: the back end's, with the scheme of WebSockets. */
export function socketUrl(backend: URL, app: string): string {
  const url = new URL(backend);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  if (app !== "") url.searchParams.set("app", app);
  return url.href;
}

export function websocketDial(url: string): Dial {
  return (handlers) => new SocketCarrier(url, handlers);
}

class SocketCarrier implements Carrier {
  private readonly socket: WebSocket;

  constructor(url: string, handlers: CarrierHandlers) {
    this.socket = new WebSocket(url);
    this.socket.onopen = () => handlers.opened();
    this.socket.onmessage = (event) => {
      if (typeof event.data === "string") handlers.message(event.data);
    };
    this.socket.onclose = () => handlers.lost();
  }

  send(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  close(): void {
    // Whoever closes has done with this carrier: nothing of it may be heard any more.
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
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
