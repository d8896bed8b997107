// Which way a page talks: by WebSocket, or by HTTP where WebSockets are blocked (a proxy, a company's
// network) or the server has none. What works is remembered for the tab.

import type { Carrier, CarrierHandlers, Clock, Dial } from "./connection";

/** Milliseconds in which the first WebSocket has to bring something, before HTTP is tried. */
export const SOCKET_WITHIN = 5000;

export type Way = "websocket" | "http";

export interface ChoiceOptions {
  websocket: Dial;
  /** `refused` is called when the server takes nothing by HTTP. */
  http(refused: () => void): Dial;
  clock: Clock;
  /** The way that is known to work; "ask" to ask the server. */
  first: Way | "ask";
  ask(answer: (way: Way | null) => void): void;
  /** HTTP works, and WebSockets do not. */
  remember(): void;
  /** WebSockets do not work, and HTTP is not taken. */
  blocked(): void;
}

export function choosingDial(options: ChoiceOptions): Dial {
  const choice = new Choice(options);
  return (handlers) => choice.dial(handlers);
}

class Choice {
  private way: Way | "ask";
  /** Something has come this way: it is kept for good. */
  private proved = false;
  private httpRefused = false;
  private readonly httpDial: Dial;

  constructor(private readonly options: ChoiceOptions) {
    this.way = options.first;
    this.httpDial = options.http(() => {
      this.httpRefused = true;
    });
  }

  dial(handlers: CarrierHandlers): Carrier {
    if (this.way === "ask") return new Asking(this.options, handlers, (way) => this.told(way));
    if (this.proved) return this.dialOf(this.way)(handlers);
    return this.way === "http" ? this.tryHttp(handlers) : this.trySocket(handlers);
  }

  private dialOf(way: Way): Dial {
    return way === "http" ? this.httpDial : this.options.websocket;
  }

  /** The server has said which way it talks. */
  private told(way: Way): Dial {
    this.way = way;
    if (way === "http") this.proved = true;
    return (handlers) => this.dial(handlers);
  }

  private trySocket(handlers: CarrierHandlers): Carrier {
    let carrier: Carrier | null = null;
    const failed = (): void => {
      cancel();
      this.socketFailed();
      handlers.lost();
    };
    const cancel = this.options.clock.after(SOCKET_WITHIN, () => {
      const silent = carrier;
      failed();
      silent?.close();
    });
    carrier = this.options.websocket({
      opened: () => handlers.opened(),
      message: (text) => {
        cancel();
        this.proved = true;
        handlers.message(text);
      },
      lost: () => (this.proved ? handlers.lost() : failed()),
    });
    return watched(carrier, cancel);
  }

  private socketFailed(): void {
    if (this.httpRefused) this.options.blocked();
    else this.way = "http";
  }

  private tryHttp(handlers: CarrierHandlers): Carrier {
    return this.httpDial({
      opened: () => handlers.opened(),
      message: (text) => {
        if (!this.proved) this.options.remember();
        this.proved = true;
        handlers.message(text);
      },
      lost: () => {
        if (this.httpRefused) this.options.blocked();
        if (!this.proved) this.way = "websocket";
        handlers.lost();
      },
    });
  }
}

/** A carrier whose end takes back what was planned. */
function watched(carrier: Carrier, cancel: () => void): Carrier {
  return {
    send: (text, lazy) => carrier.send(text, lazy),
    sendBytes: (bytes) => carrier.sendBytes?.(bytes) ?? false,
    close() {
      cancel();
      carrier.close();
    },
  };
}

/** Stands for a carrier until the server has answered which way it talks. */
class Asking implements Carrier {
  private inner: Carrier | null = null;
  private closed = false;

  constructor(options: ChoiceOptions, handlers: CarrierHandlers, told: (way: Way) => Dial) {
    options.ask((way) => {
      if (this.closed) return;
      if (way === null) handlers.lost();
      else this.inner = told(way)(handlers);
    });
  }

  send(text: string, lazy?: boolean): void {
    this.inner?.send(text, lazy);
  }

  sendBytes(bytes: Blob): boolean {
    return this.inner?.sendBytes?.(bytes) ?? false;
  }

  close(): void {
    this.closed = true;
    this.inner?.close();
  }
}

/** Ask a back end which way it talks, as pages of the first versions did. */
export function askBackend(backend: URL, answer: (way: Way | null) => void): void {
  const url = new URL(backend);
  url.searchParams.set("test", "1");
  fetch(url, { cache: "no-store" })
    .then((response) => response.text())
    .then((text) => answer(text.trim() === "ok" ? "http" : "websocket"))
    .catch(() => answer(null));
}

const REMEMBERED = "pywebio-http ";

/** Whether HTTP was what worked in this tab. */
export function remembersHttp(backend: URL): boolean {
  try {
    return sessionStorage.getItem(REMEMBERED + backend.href) !== null;
  } catch {
    return false;
  }
}

export function rememberHttp(backend: URL): void {
  try {
    sessionStorage.setItem(REMEMBERED + backend.href, "1");
  } catch {
    // Then each load of the page finds it out anew.
  }
}
