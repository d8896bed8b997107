// The page of one session: what it is made of, and the way of a message through it.

import { commandNeedsCompat, withNested } from "./commands/html";
import { appendRun, doomedBy } from "./commands/output";
import { dropPopup, popupClosed } from "./commands/popup";
import { appUrl, randomId, readFacts, readNavigation, type Settings } from "./config";
import type { Context, Widget } from "./context";
import { dispatch } from "./dispatch";
import { t } from "./i18n";
import { assetUrl, chunk, loaded } from "./lazy";
import { Env } from "./page/env";
import { InputPanel } from "./page/panel";
import { Pins } from "./page/pins";
import { browserScheduler, CommandQueue, type Scheduler, type Step } from "./page/queue";
import { Scroller } from "./page/scroll";
import type { Snapshot } from "./page/snapshot";
import { Status } from "./page/status";
import { Tree } from "./page/tree";
import {
  type AnyCommand,
  type AnyEvent,
  type Bye,
  type Output,
  ROOT,
  type Welcome,
} from "./protocol";
import { askBackend, choosingDial, rememberHttp, remembersHttp } from "./transport/choice";
import {
  byteLength,
  type Clock,
  Connection,
  type Dial,
  type LineState,
} from "./transport/connection";
import { PartLine } from "./transport/parts";
import { browserHttp, pollingDial } from "./transport/polling";
import { browserPost, type Post, type Sending, Uploader } from "./transport/upload";
import { browserClock, socketUrl, websocketDial } from "./transport/websocket";
import { widgets } from "./widgets/registry";

/** The places of the page that the client fills. */
export interface Places {
  /** The element of the outermost scope. */
  root: HTMLElement;
  /** The box around the output: its width can be set, and errors are shown in it. */
  output: HTMLElement;
  /** The box around the forms, and where they stand in it. */
  inputs: HTMLElement;
  cards: HTMLElement;
}

/** What stands for the browser in a test. */
export interface Surroundings {
  dial: Dial;
  clock: Clock;
  scheduler: Scheduler;
  post: Post;
}

/** More nodes than this in one go come without an animation. */
const ANIMATED_MOST = 50;

/** Where events go that are too large for a frame. */
const EVENT_SLOT = 0;

/** Room in a frame beside an event. */
const FRAME_ROOM = 256;

export class Client implements Context {
  readonly tree: Tree;
  readonly queue: CommandQueue;
  readonly panel: InputPanel;
  readonly pins: Pins;
  readonly env: Env;
  readonly scroller: Scroller;
  readonly status: Status;
  readonly connection: Connection;
  readonly uploader: Uploader;
  private readonly parts: PartLine;

  /** The snapshot that is being taken over. */
  snapshot: Snapshot | null = null;
  popup: { id: number; body: HTMLElement } | null = null;
  /** The program has ended: nobody is there for clicks any more. */
  over = false;
  /** Nodes of waiting puts that a waiting trim takes away again. */
  readonly doomed = new Set<number>();
  /** Called when the session is over for this page. */
  readonly onEnd: (() => void)[] = [];

  private done = 0;
  private welcome: Welcome | null = null;
  private animating = false;

  constructor(
    places: Places,
    private readonly settings: Settings,
    surroundings: Partial<Surroundings> = {},
  ) {
    const clock = surroundings.clock ?? browserClock;
    const scheduler = surroundings.scheduler ?? browserScheduler();
    this.tree = new Tree(places.root, (node, old) => this.make(node, old));
    this.pins = new Pins(this, clock);
    this.panel = new InputPanel(places.inputs, places.cards, this, this.tree);
    this.scroller = new Scroller(scheduler);
    this.env = new Env(places.output, this.panel, this.scroller, settings.animate);
    this.status = new Status(places.output, clock);
    this.queue = new CommandQueue(
      {
        step: (commands, from, to) => this.step(commands, from, to),
        begin: (count) => this.beginFlush(count),
        end: () => undefined,
        size: () => this.tree.size,
      },
      scheduler,
    );
    this.parts = new PartLine(surroundings.post ?? browserPost, (bytes) =>
      this.connection.sendBytes(bytes),
    );
    this.uploader = new Uploader({
      post: this.parts.post,
      narrow: () => this.parts.needed,
      clock,
      random: Math.random,
      newId: randomId,
      address: (slot, id, size, offset) => this.uploadUrl(slot, id, size, offset),
    });
    this.connection = new Connection({
      view: randomId(),
      dial: surroundings.dial ?? this.chooseDial(clock),
      clock,
      random: Math.random,
      introduce: () => this.introduce(),
      deliver: (commands, applied) => this.deliver(commands, applied),
      welcomed: (welcome) => this.welcomed(welcome),
      ended: (bye) => this.ended(bye),
      received: (received) => this.parts.received(received),
      changed: (state) => this.lineChanged(state),
      eager: () => scheduler.hidden(),
      ...(settings.trace && {
        trace: (direction: string, text: string) => console.debug(`pywebio ${direction}:`, text),
      }),
    });
  }

  // ---------------------------------------------------------------------------------- the line

  start(): void {
    this.connect();
    document.addEventListener("visibilitychange", () => {
      this.queue.reschedule();
      if (!document.hidden) this.connection.wake();
    });
    addEventListener("online", () => this.connection.wake());
    addEventListener("pageshow", (event) => event.persisted && this.connection.wake());
    addEventListener("pagehide", () => {
      this.pins.flush();
      this.connection.sleep();
    });
  }

  /** By WebSocket, and by HTTP where that is the only way. */
  private chooseDial(clock: Clock): Dial {
    const { backend, app, transport, pullInterval } = this.settings;
    const polling = {
      url: backend.href,
      http: browserHttp,
      clock,
      newId: randomId,
      hidden: () => document.hidden,
      ...(pullInterval !== undefined && { interval: pullInterval }),
    };
    if (transport === "http") return pollingDial(polling);
    return choosingDial({
      websocket: websocketDial(socketUrl(backend, app), clock),
      http: (refused) => pollingDial({ ...polling, refused }),
      clock,
      first: remembersHttp(backend) ? "http" : transport,
      ask: (answer) => askBackend(backend, answer),
      remember: () => rememberHttp(backend),
      blocked: () => this.blocked(),
    });
  }

  /** WebSockets do not come through, and the server takes nothing else. */
  private blocked(): void {
    this.status.say(
      t("blocked"),
      { label: t("reconnect"), run: () => this.connection.wake() },
      "webio-blocked",
    );
  }

  /** A page that the browser makes ahead of time has no visitor yet. */
  private connect(): void {
    const { prerendering } = document as { prerendering?: boolean };
    if (prerendering !== true) this.connection.start();
    else document.addEventListener("prerenderingchange", () => this.connection.start());
  }

  private introduce() {
    return {
      done: this.done,
      app: this.settings.app,
      query: location.search.slice(1),
      navigation: readNavigation(),
      facts: readFacts(),
    };
  }

  private welcomed(welcome: Welcome): void {
    if (this.welcome !== null && this.welcome.session !== welcome.session) this.forgetSession();
    this.welcome = welcome;
    versionFits();
    this.uploader.wake();
  }

  /** Another session has begun on this page: ids and numbers of the old one mean nothing in it. */
  private forgetSession(): void {
    dropPopup(this);
    this.uploader.cancelAll();
    for (const id of this.panel.ids()) this.panel.close(id);
    this.tree.clear(this.tree.root);
    this.done = 0;
    this.over = false;
  }

  private lineChanged(state: LineState): void {
    if (state !== "open") this.parts.lost();
    if (state === "lost" && !this.over) this.status.lost(() => this.connection.wake());
    else if (state !== "ended") this.status.open();
    if (state === "open") this.pins.flush();
  }

  get connected(): boolean {
    return this.connection.state === "open";
  }

  private ended(bye: Bye): void {
    if (this.reloads(bye)) {
      location.reload();
      return;
    }
    // After the end of the program nothing was to come any more.
    const quiet = this.over && (bye.reason === "closed" || bye.reason === "unknown");
    this.over = true;
    this.uploader.cancelAll();
    if (quiet) this.status.open();
    else this.status.bye(bye);
    for (const tell of this.onEnd) tell();
  }

  /** A page that loses nothing by it begins anew by itself. */
  private reloads(bye: Bye): boolean {
    if (bye.reason === "unknown") {
      const debug = this.settings.debug || this.welcome?.debug === true;
      return debug || (this.tree.size === 0 && !this.panel.touched);
    }
    return bye.reason === "version" && firstVersionReload();
  }

  // -------------------------------------------------------------------------- server -> program

  private deliver(commands: AnyCommand[], applied: (count: number) => void): void {
    this.queue.push(commands, applied);
    for (const command of commands) {
      if (command.cmd !== "trim") continue;
      for (const id of doomedBy(command, this.queue.waitingCommands())) this.doomed.add(id);
    }
  }

  private beginFlush(count: number): void {
    this.animating = this.env.animate && count <= ANIMATED_MOST && this.snapshot === null;
  }

  private step(commands: readonly AnyCommand[], from: number, to: number): Step {
    const command = commands[from] as AnyCommand;
    const missing = this.missing(command);
    if (missing !== undefined) return { taken: 0, wait: this.fetch(missing) };
    const run = appendRun(commands, from, to, this);
    if (run > 0) return { taken: run };
    return { taken: 1, wait: this.attempt(() => this.apply(command)) };
  }

  private apply(command: AnyCommand): Promise<void> | undefined {
    if ("effect" in command) {
      if (command.effect <= this.done) return undefined;
      this.done = command.effect;
    }
    return dispatch(command, this);
  }

  /** Do something that must not stop what comes after it. */
  attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      console.error("pywebio:", error);
      return undefined;
    }
  }

  /** A new element is about to be inserted. */
  shown(element: HTMLElement, scope: string): void {
    if (this.animating) element.classList.add("webio-appear");
    if (scope === ROOT) this.scroller.grown();
  }

  // ------------------------------------------------------------------------------- lazy chunks

  /** Chunks that could not be had: what needs them is shown without them. */
  private readonly given = new Set<string>();

  /** The chunks that have to be loaded before a command can be applied. */
  missing(command: AnyCommand): string[] | undefined {
    if (command.cmd === "put" && command.node.type === "text") return undefined;
    const names: string[] = [];
    if (command.cmd === "put" || command.cmd === "replace") {
      for (const node of withNested(command.node)) names.push(...needs(node));
    }
    if (commandNeedsCompat(command)) names.push("compat");
    const missing = names.filter((name) => loaded(name) === undefined && !this.given.has(name));
    return missing.length > 0 ? missing : undefined;
  }

  private async fetch(names: string[]): Promise<void> {
    const fetched = names.map((name) =>
      chunk(name).catch((error: unknown) => {
        console.error("pywebio:", error);
        this.given.add(name);
      }),
    );
    await Promise.all(fetched);
  }

  // --------------------------------------------------------------------------- program <- page

  send(event: AnyEvent): void {
    // The answer to a click is to know what was entered before it.
    if (event.event !== "pin.change") this.pins.flush();
    if (event.event === "popup.closed") popupClosed(event.popup, this);
    if (this.over) return;
    const room = this.connection.limits.frame_bytes - FRAME_ROOM;
    const text = JSON.stringify(event);
    if (byteLength(text, room) > room) this.sendLarge(event, text);
    else this.connection.send(event);
    if (event.event === "form.submit") this.panel.touched = false;
  }

  /** What is too large for a frame goes the way of files, and a small event names it. */
  private sendLarge(event: AnyEvent, text: string): void {
    if (!this.welcome?.upload) {
      this.refuseLarge(event);
      return;
    }
    const sending = this.upload(new Blob([text]), EVENT_SLOT, () => {
      if (sending.state === "done") this.connection.send({ event: "large", upload: sending.id });
      else if (sending.state === "failed") this.refuseLarge(event);
    });
  }

  private refuseLarge(event: AnyEvent): void {
    console.error(`pywebio: an event "${event.event}" is too large to be sent`);
    if (event.event === "result") {
      this.connection.send({ event: "result", wait: event.wait, value: null });
      return;
    }
    if (event.event === "form.submit") this.panel.mark(event.form, {}, true);
    this.status.say(t("too_large"), { label: t("close"), run: () => this.status.open() });
  }

  render(output: Output): HTMLElement {
    return this.tree.build(output);
  }

  private make(node: Output, old?: HTMLElement): HTMLElement {
    const widget = widgets[node.type] as Widget<Output> | undefined;
    if (widget === undefined) throw new Error(`unknown kind of output "${node.type}"`);
    const element = widget.render(node, this, old);
    if (element === old) return element; // It has its style and its click.
    if (node.style) element.style.cssText += `;${node.style}`;
    if (node.click) this.makeClickable(element, node.click);
    return element;
  }

  private makeClickable(element: HTMLElement, callback: number): void {
    const call = () => this.send({ event: "callback", callback });
    element.style.cursor ||= "pointer";
    element.addEventListener("click", call);
    if (element.tabIndex >= 0) return;
    element.tabIndex = 0;
    element.addEventListener("keydown", (event) => {
      if (event.target === element && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        call();
      }
    });
  }

  fileUrl(src: string): string {
    if (!src.startsWith("file:")) return src;
    const url = new URL(this.settings.backend);
    url.search += `${url.search === "" ? "?" : "&"}_pywebio_file=${src.slice("file:".length)}`;
    return url.href;
  }

  /** The address of a library that lies in a Python package of the server. */
  libraryUrl(name: string): string {
    const url = new URL(this.settings.backend);
    url.search += `${url.search === "" ? "?" : "&"}_pywebio_library=${name}`;
    return url.href;
  }

  upload(file: Blob, slot: number, changed: () => void): Sending {
    return this.uploader.send(file, slot, changed);
  }

  private uploadUrl(slot: number, id: string, size: number, offset: number): string | null {
    const secret = this.welcome?.upload;
    if (!secret) return null;
    const url = new URL(this.settings.backend);
    const place = `_pywebio_upload=${secret}/${slot}/${id}&size=${size}&offset=${offset}`;
    url.search += `${url.search === "" ? "?" : "&"}${place}`;
    return url.href;
  }

  appUrl(name: string): string {
    return appUrl(new URL(location.href), name);
  }

  assetUrl(file: string): string {
    return assetUrl(file);
  }

  chunk<T>(name: string): Promise<T> {
    return chunk<T>(name);
  }

  loaded<T>(name: string): T | undefined {
    return loaded<T>(name);
  }
}

function needs(node: Output): string[] {
  const widget = widgets[node.type] as Widget<Output> | undefined;
  return widget?.needs?.(node) ?? [];
}

const VERSION_RELOADED = "pywebio-version-reloaded";

/** A page of another version than the server loads itself again, once. */
function firstVersionReload(): boolean {
  try {
    if (sessionStorage.getItem(VERSION_RELOADED) !== null) return false;
    sessionStorage.setItem(VERSION_RELOADED, "1");
    return true;
  } catch {
    return false; // Without storage nobody could tell the first time from the others.
  }
}

function versionFits(): void {
  try {
    sessionStorage.removeItem(VERSION_RELOADED);
  } catch {
    // Then nothing was stored either.
  }
}
