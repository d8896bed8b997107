// The reliable line to the server: numbers, acknowledgements, resending, retrying.
//
// It knows no socket and no timer of its own: a `Dial` opens a carrier, a `Clock` tells and keeps
// the time. Commands reach the page exactly once and in order, events reach the server exactly once
// and in order, however often the carrier is lost in between (see pywebio/protocol).

import {
  type AnyCommand,
  type AnyEvent,
  type Batch,
  type Bye,
  type Hello,
  type Limits,
  type Received,
  VERSION,
  type Welcome,
} from "../protocol";

/** What carries text frames for as long as it lives, a WebSocket for example. */
export interface Carrier {
  /** `lazy`: it may wait for the next frame that goes anyway, if that is soon. */
  send(text: string, lazy?: boolean): void;
  /** Send a binary frame; false where that is not possible. */
  sendBytes?(bytes: Blob): boolean;
  close(): void;
}

export interface CarrierHandlers {
  opened(): void;
  message(text: string): void;
  lost(): void;
}

export type Dial = (handlers: CarrierHandlers) => Carrier;

export interface Clock {
  now(): number;
  /** Call `action` after `ms`; the function returned takes that back. */
  after(ms: number, action: () => void): () => void;
}

/** What a hello says beside what the connection itself knows. */
export type Introduction = Omit<Hello, "type" | "version" | "view" | "session" | "applied">;

export type LineState = "connecting" | "open" | "lost" | "asleep" | "ended";

export interface ConnectionOptions {
  view: string;
  /** The key of a session to return to, if one is known. */
  session?: string;
  dial: Dial;
  clock: Clock;
  /** Between 0 and 1: the jitter of the back-off. */
  random(): number;
  introduce(): Introduction;
  /** New commands, in order; `applied(n)` is to be called when the next n of them are applied. */
  deliver(commands: AnyCommand[], applied: (count: number) => void): void;
  welcomed?(welcome: Welcome): void;
  ended?(bye: Bye): void;
  /** The server has answered a binary frame. */
  received?(received: Received): void;
  changed?(state: LineState): void;
  /** True while the tab is hidden: timers are throttled, and nobody waits for the line. */
  hidden?(): boolean;
  trace?(direction: "in" | "out", text: string): void;
}

export const ACK_DELAY = 50;
export const PING_AFTER = 5000;
export const PONG_WITHIN = 3000;
export const OPEN_WITHIN = 10_000;
export const STEADY_AFTER = 5000;
export const RETRY_BY_EVENT = 1000;
const RETRY_FIRST = 250;
/** So often somebody who looks at the page gets a new try, at least for some minutes. */
export const RETRY_WATCHED = 1000;
export const WATCHED_FOR = 180_000;
export const RETRY_MOST = 10_000;

const DEFAULT_LIMITS: Limits = { frame_bytes: 1_000_000, ack_commands: 1024, ack_bytes: 524_288 };

/** Room for the frame around the events. */
const FRAME_OVERHEAD = 64;

interface PendingEvent {
  number: number;
  text: string;
  madeAt: number;
}

/** Upper bound of the UTF-8 length, without encoding where the text is short enough anyway. */
export function byteLength(text: string, enough = 0): number {
  return text.length * 3 <= enough ? text.length * 3 : new TextEncoder().encode(text).length;
}

export class Connection {
  state: LineState = "connecting";
  limits: Limits = DEFAULT_LIMITS;
  session: string;

  private carrier: Carrier | null = null;
  private welcomedAt = -1;
  private attempts = 0;
  private dialledAt = 0;
  /** When the line was lost that is not back yet. */
  private lostAt = -1;

  /** Last command handed to the page, which will apply it; that is what a hello tells. */
  private received = 0;
  /** The next frame says where numbering begins. */
  private renumber = false;
  private applied = 0;
  private acknowledged = 0;
  private appliedBytes = 0;
  /** Rises when the server begins to number anew; applications of older commands do not count. */
  private numbering = 0;

  private events: PendingEvent[] = [];
  private lastEvent = 0;
  private sentEvent = 0;

  private cancelAck: (() => void) | null = null;
  private cancelPing: (() => void) | null = null;
  private cancelPong: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private cancelOpen: (() => void) | null = null;

  constructor(private readonly options: ConnectionOptions) {
    this.session = options.session ?? "";
  }

  /** Number of events that the server has not confirmed yet. */
  get pending(): number {
    return this.events.length;
  }

  /** The events that the server has not confirmed yet, with their ages in milliseconds. */
  unconfirmed(): { number: number; age: number; event: AnyEvent }[] {
    const now = this.options.clock.now();
    return this.events.map(({ number, text, madeAt }) => ({
      number,
      age: now - madeAt,
      event: JSON.parse(text) as AnyEvent,
    }));
  }

  start(): void {
    if (this.carrier === null) this.connect();
  }

  /** Send an event, now or as soon as there is a line; it is kept until the server has it. */
  send(event: AnyEvent): void {
    if (this.state === "ended") return;
    this.lastEvent += 1;
    const madeAt = this.options.clock.now();
    this.events.push({ number: this.lastEvent, text: JSON.stringify(event), madeAt });
    if (this.state === "open") this.sendEvents();
    else this.nudge();
  }

  /** Whoever does something on a dead line does not want to wait for the next planned try. */
  nudge(): void {
    if (this.state === "lost" && this.stale) this.redial();
  }

  /** Whether the last try is some time ago. */
  private get stale(): boolean {
    return this.options.clock.now() - this.dialledAt >= RETRY_BY_EVENT;
  }

  /** Something suggests a look at the line (tab shown, network back): retry or ask for an answer. */
  wake(): void {
    if (this.state === "open") this.ping();
    else if (this.state === "asleep") this.connect();
    else if (this.state === "lost" && (this.carrier === null || this.stale)) this.redial();
  }

  /** Try again now; a try that has not been answered until now was made on a dead network. */
  private redial(): void {
    const carrier = this.carrier;
    this.drop();
    carrier?.close();
    this.connect();
  }

  /** The page is being left: close cleanly; `wake` connects again if it comes back. */
  sleep(): void {
    if (this.state === "ended" || this.state === "asleep") return;
    const carrier = this.carrier;
    if (this.state === "open" && this.applied > this.acknowledged) this.sendBatch([], false);
    this.drop();
    carrier?.close();
    this.change("asleep");
  }

  /** Close for good. */
  end(): void {
    const carrier = this.carrier;
    this.drop();
    carrier?.close();
    this.change("ended");
  }

  private change(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.changed?.(state);
  }

  // ------------------------------------------------------------------------------- the carrier

  private connect(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    if (this.state === "asleep") {
      this.lostAt = this.options.clock.now();
      this.change("lost");
    }
    let carrier: Carrier | null = null;
    const mine = () => carrier === null || carrier === this.carrier;
    this.welcomedAt = -1;
    this.dialledAt = this.options.clock.now();
    carrier = this.options.dial({
      opened: () => mine() && this.sayHello(),
      message: (text) => mine() && this.receive(text),
      lost: () => mine() && this.lost(),
    });
    this.carrier = carrier;
    this.cancelOpen = this.options.clock.after(OPEN_WITHIN, () => this.abandon());
  }

  private sayHello(): void {
    const hello: Hello = {
      type: "hello",
      version: VERSION,
      view: this.options.view,
      ...this.options.introduce(),
    };
    if (this.session !== "") hello.session = this.session;
    if (this.received > 0) hello.applied = this.received;
    this.write(JSON.stringify(hello));
  }

  private write(text: string, lazy = false): void {
    this.options.trace?.("out", text);
    this.carrier?.send(text, lazy);
  }

  /** Send a binary frame, if there is a line that takes it. */
  sendBytes(bytes: Blob): boolean {
    return this.state === "open" && this.carrier?.sendBytes?.(bytes) === true;
  }

  /** Give up a carrier that does not answer. */
  private abandon(): void {
    const carrier = this.carrier;
    this.lost();
    carrier?.close();
  }

  /** Forget the carrier and all that was planned on it. */
  private drop(): void {
    this.carrier = null;
    for (const cancel of [
      this.cancelAck,
      this.cancelPing,
      this.cancelPong,
      this.cancelRetry,
      this.cancelOpen,
    ]) {
      cancel?.();
    }
    this.cancelAck = this.cancelPing = this.cancelPong = null;
    this.cancelRetry = this.cancelOpen = null;
  }

  private lost(): void {
    const now = this.options.clock.now();
    const steady = this.welcomedAt >= 0 && now - this.welcomedAt >= STEADY_AFTER;
    this.drop();
    if (steady) this.attempts = 0;
    if (this.state !== "lost") this.lostAt = now;
    this.change("lost");
    this.cancelRetry = this.options.clock.after(this.retryDelay(), () => this.connect());
    this.attempts += 1;
  }

  /**
   * At once, then 0.25 s doubling, of which the second half is random: to 1 s while somebody waits
   * for the line, to 10 s later and in hidden tabs.
   */
  private retryDelay(): number {
    if (this.attempts === 0) return 0;
    const waiting = this.options.clock.now() - this.lostAt < WATCHED_FOR;
    const watched = waiting && this.options.hidden?.() !== true;
    const most = watched ? RETRY_WATCHED : RETRY_MOST;
    const full = Math.min(RETRY_FIRST * 2 ** (this.attempts - 1), most);
    return full * (0.5 + this.options.random() / 2);
  }

  // ------------------------------------------------------------------------------ server -> page

  private receive(text: string): void {
    this.options.trace?.("in", text);
    this.cancelPong?.();
    this.cancelPong = null;
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      console.error("pywebio: unreadable frame from the server; connecting again");
      this.abandon();
      return;
    }
    if (Array.isArray(frame)) this.takeCommands(frame, text.length);
    else if (isControl(frame, "welcome")) this.welcome(frame as Welcome);
    else if (isControl(frame, "received")) this.options.received?.(frame as Received);
    else if (isControl(frame, "bye")) this.bye(frame as Bye);
  }

  private welcome(welcome: Welcome): void {
    this.cancelOpen?.();
    this.cancelOpen = null;
    this.welcomedAt = this.options.clock.now();
    this.limits = welcome.limits;
    if (this.session !== "" && this.session !== welcome.session) this.forgetEvents();
    this.session = welcome.session;
    this.options.welcomed?.(welcome);
    if (!welcome.resumed) {
      this.renumber = true;
      this.numbering += 1;
    }
    this.confirm(welcome.events ?? 0);
    this.sentEvent = 0;
    this.change("open");
    this.sendEvents();
  }

  /** Another session has begun: it counts from 1, and knows nothing of what the old one asked. */
  private forgetEvents(): void {
    this.events = [];
    this.lastEvent = 0;
  }

  private bye(bye: Bye): void {
    if (bye.reason === "stopped") {
      this.abandon(); // a server that is started in its place will say what has become of the session
      return;
    }
    const carrier = this.carrier;
    this.drop();
    carrier?.close();
    this.change("ended");
    this.options.ended?.(bye);
  }

  private takeCommands(frame: unknown[], size: number): void {
    const [first, events, ...commands] = frame as [number, number, ...AnyCommand[]];
    this.confirm(events);
    if (commands.length === 0) return;
    if (this.renumber) {
      this.renumber = false;
      this.received = this.applied = this.acknowledged = first - 1;
    }
    if (first > this.received + 1) {
      console.warn("pywebio: commands are missing; connecting again");
      this.abandon();
      return;
    }
    const fresh = commands.slice(this.received + 1 - first);
    if (fresh.length === 0) return;
    this.received += fresh.length;
    this.deliver(fresh, size / fresh.length);
  }

  private deliver(commands: AnyCommand[], bytesEach: number): void {
    const numbering = this.numbering;
    this.options.deliver(commands, (count) => {
      if (numbering !== this.numbering || count === 0) return;
      this.applied += count;
      this.appliedBytes += bytesEach * count;
      this.acknowledgeSoon();
    });
  }

  private acknowledgeSoon(): void {
    if (this.state !== "open") return;
    const due =
      this.applied - this.acknowledged >= this.limits.ack_commands / 2 ||
      this.appliedBytes >= this.limits.ack_bytes / 2 ||
      this.options.hidden?.() === true;
    if (due) {
      this.sendBatch([], false);
    } else if (this.cancelAck === null) {
      this.cancelAck = this.options.clock.after(ACK_DELAY, () => this.sendBatch([], false));
    }
  }

  // ------------------------------------------------------------------------------ page -> server

  /** The server has the events up to this number. */
  private confirm(number: number): void {
    const rest = this.events.findIndex((event) => event.number > number);
    const taken = rest < 0 ? this.events.length : rest;
    if (taken === 0) return;
    this.events.splice(0, taken);
    this.cancelPing?.();
    this.cancelPing = null;
    this.watch();
  }

  /** Send what this carrier has not carried yet, in frames that the server takes. */
  private sendEvents(): void {
    const room = this.limits.frame_bytes - FRAME_OVERHEAD;
    let batch: PendingEvent[] = [];
    let size = 0;
    for (const event of this.events) {
      if (event.number <= this.sentEvent) continue;
      const length = byteLength(event.text, room) + FRAME_OVERHEAD;
      if (batch.length > 0 && size + length > room) {
        this.sendBatch(batch, false);
        batch = [];
        size = 0;
      }
      batch.push(event);
      size += length;
    }
    if (batch.length > 0) this.sendBatch(batch, false);
  }

  private sendBatch(events: PendingEvent[], ping: boolean): void {
    this.cancelAck?.();
    this.cancelAck = null;
    this.acknowledged = this.applied;
    this.appliedBytes = 0;
    const head: Batch = { ack: this.applied };
    if (ping) head.ping = true;
    let text = JSON.stringify(head);
    const last = events.at(-1);
    if (last !== undefined) {
      // The events are text already: they are put in as they are.
      const list = events.map((event) => `[${event.number},${event.text}]`).join(",");
      text = `${text.slice(0, -1)},"events":[${list}]}`;
      this.sentEvent = last.number;
    }
    this.write(text, last === undefined && !ping);
    this.watch();
  }

  /** Ask for an answer when an event stays unconfirmed. */
  private watch(): void {
    if (this.events.length === 0 || this.cancelPing !== null || this.state !== "open") return;
    this.cancelPing = this.options.clock.after(PING_AFTER, () => {
      this.cancelPing = null;
      this.ping();
    });
  }

  private ping(): void {
    this.sendBatch([], true);
    if (this.cancelPong === null) {
      this.cancelPong = this.options.clock.after(PONG_WITHIN, () => this.abandon());
    }
  }
}

function isControl(frame: unknown, type: string): boolean {
  return typeof frame === "object" && frame !== null && (frame as { type?: unknown }).type === type;
}
