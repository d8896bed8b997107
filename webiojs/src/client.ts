// The page of one session: what it is made of, and the way of a message through it.

import { fileUrl, uploadUrl } from "./addresses";
import { Chunks } from "./commands/chunks";
import { appendRun, doomedBy } from "./commands/output";
import { dropPopup, popupClosed } from "./commands/popup";
import { appUrl, type Settings } from "./config";
import { dispatch } from "./dispatch";
import { introduction, randomId, readNavigation } from "./hello";
import { t } from "./i18n";
import { assetUrl, chunk, loaded } from "./lazy";
import type { FileChunk } from "./lazy/file";
import type { PollingChunk } from "./lazy/polling";
import { makeElement } from "./page/element";
import { Env } from "./page/env";
import { InputPanel } from "./page/panel";
import { Pins } from "./page/pins";
import { CommandQueue, type Step } from "./page/queue";
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
import { Comeback } from "./reload/comeback";
import { Copies } from "./reload/copies";
import { Departure } from "./reload/departure";
import { KeptPage } from "./reload/kept";
import { Memory } from "./reload/memory";
import { firstVersionReload, versionFits } from "./reload/version";
import type { Stage } from "./stage";
import { type Surroundings, surroundingsOf } from "./surroundings";
import { askBackend, choosingDial, rememberHttp, remembersHttp } from "./transport/choice";
import { type Clock, Connection, type Dial, type LineState } from "./transport/connection";
import { deferred } from "./transport/deferred";
import type { EarlySocket } from "./transport/early";
import { httpProbe, probing } from "./transport/probe";
import { Sender } from "./transport/sender";
import type { Post, Sending } from "./transport/upload";
import type { Uploads } from "./transport/uploads";
import { socketUrl, websocketDial } from "./transport/websocket";

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

/** More nodes than this in one go come without an animation. */
const ANIMATED_MOST = 50;

/** So do those that come sooner after others than so many milliseconds: animations would overlap. */
const ANIMATED_AFTER = 160;

export class Client implements Stage {
  readonly tree: Tree;
  readonly queue: CommandQueue;
  readonly panel: InputPanel;
  readonly pins: Pins;
  readonly env: Env;
  readonly scroller: Scroller;
  readonly status: Status;
  readonly connection: Connection;
  readonly comeback: Comeback;

  snapshot: Snapshot | null = null;
  popup: { id: number; body: HTMLElement } | null = null;
  over = false;
  readonly doomed = new Set<number>();
  readonly scripts = new Set<number>();
  /** Called when the session is over for this page. */
  readonly onEnd: (() => void)[] = [];

  private readonly chunks = new Chunks(() => this.lacks());
  /** What sends files is there with the first one. */
  private uploads: Uploads | null = null;
  private readonly clock: Clock;
  private readonly post: Post | undefined;
  private readonly sender: Sender;
  private readonly departure: Departure;
  private welcome: Welcome | null = null;
  private animating = false;
  /** When commands were applied the last time. */
  private flushedAt = Number.NEGATIVE_INFINITY;

  constructor(
    places: Places,
    private readonly settings: Settings,
    surroundings: Partial<Surroundings> = {},
  ) {
    const { dial, clock, scheduler, post, storage, channel, navigation, today } = surroundingsOf(
      surroundings,
      (clock) => this.chooseDial(clock, surroundings.early),
    );
    this.clock = clock;
    this.post = post;
    const view = surroundings.early?.view ?? randomId();
    this.tree = new Tree(places.root, (node, old) => makeElement(node, this, old));
    this.pins = new Pins(this, clock);
    this.panel = new InputPanel(places.inputs, places.cards, this, this.tree);
    this.scroller = new Scroller(scheduler);
    this.env = new Env(places.output, this.panel, this.scroller, settings.animate);
    this.status = new Status(places.output, clock, () => this.restart());
    this.queue = new CommandQueue(
      {
        step: (commands, from, to) => this.step(commands, from, to),
        begin: (count) => this.beginFlush(count),
        end: () => undefined,
        size: () => this.tree.size,
        spared: () => this.doomed.size,
      },
      scheduler,
    );
    this.connection = new Connection({
      view,
      dial,
      clock,
      random: Math.random,
      introduce: () => this.introduce(),
      deliver: (commands, applied) => this.deliver(commands, applied),
      welcomed: (welcome) => this.welcomed(welcome),
      ended: (bye) => this.ended(bye),
      received: (received) => this.uploads?.received(received),
      changed: (state) => this.lineChanged(state),
      hidden: () => scheduler.hidden(),
      ...(settings.trace && {
        trace: (direction: string, text: string) => console.debug(`pywebio ${direction}:`, text),
      }),
    });
    this.sender = new Sender({
      connection: this.connection,
      upload: (file, slot, changed) => {
        if (!this.welcome?.upload) return null;
        return chunk("file").then(() => this.upload(file, slot, changed));
      },
      refused: (event) => this.refused(event),
    });
    this.departure = new Departure(navigation, clock);
    this.comeback = new Comeback(new KeptPage(this, this.connection), {
      view,
      navigation: readNavigation(),
      memory: new Memory(settings.place, storage),
      copies: new Copies(view, channel, clock),
      departure: this.departure,
      today,
    });
  }

  // ---------------------------------------------------------------------------------- the line

  start(): void {
    this.connect();
    document.addEventListener("visibilitychange", () => {
      this.queue.reschedule();
      if (!document.hidden) this.connection.wake();
      else this.save(); // Phones throw hidden pages away without another word.
    });
    addEventListener("online", () => this.connection.wake());
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      this.comeback.back();
      this.connection.wake();
    });
    addEventListener("pagehide", () => {
      this.save();
      this.comeback.leave();
      this.connection.sleep();
    });
    for (const name of ["pointerdown", "keydown"]) {
      addEventListener(name, () => this.connection.nudge(), { capture: true, passive: true });
    }
    addEventListener("click", () => this.departure.acted(), { capture: true, passive: true });
  }

  private save(): void {
    this.pins.flush();
    this.comeback.save();
  }

  /** By WebSocket, and by HTTP where that is the only way. */
  private chooseDial(clock: Clock, early?: EarlySocket): Dial {
    const { backend, app, transport, pullInterval } = this.settings;
    const polling = {
      url: backend.href,
      clock,
      newId: randomId,
      hidden: () => document.hidden,
      ...(pullInterval !== undefined && { interval: pullInterval }),
    };
    const http = (refused?: () => void): Dial => {
      let made: Dial | undefined; // One for all lines: it learns how long they may wait.
      return deferred(async () => {
        const { dial } = await chunk<PollingChunk>("polling");
        made ??= dial({ ...polling, ...(refused && { refused }) });
        return made;
      });
    };
    if (transport === "http") return http();
    return choosingDial({
      websocket: probing(websocketDial(socketUrl(backend, app), clock, early), httpProbe(backend)),
      http,
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

  /** A part of the page cannot be had any more: a fresh page returns to the session. */
  private lacks(): void {
    const run = (): void => location.reload();
    this.status.say(t("version"), { label: t("reload"), run });
  }

  /** A page that the browser makes ahead of time has no visitor yet. */
  private connect(): void {
    const { prerendering } = document as { prerendering?: boolean };
    if (prerendering !== true) this.connectOrReturn();
    else document.addEventListener("prerenderingchange", () => this.connectOrReturn());
  }

  /** Connect with the key that an earlier load has left, if there is one. */
  private connectOrReturn(): void {
    const found = this.comeback.prepare();
    if (found === null) {
      this.connection.start();
      return;
    }
    void found.then((key) => {
      this.connection.session = key;
      this.connection.start();
    });
  }

  private introduce() {
    return {
      ...this.comeback.introduce(),
      ...introduction(this.settings.app),
    };
  }

  private welcomed(welcome: Welcome): void {
    if (this.welcome !== null && this.welcome.session !== welcome.session) this.forgetSession();
    this.welcome = welcome;
    this.comeback.welcomed(welcome);
    versionFits();
    this.uploads?.wake();
  }

  /** Another session has begun on this page: ids and numbers of the old one mean nothing in it. */
  private forgetSession(): void {
    dropPopup(this);
    this.uploads?.cancelAll();
    for (const id of this.panel.ids()) this.panel.close(id);
    this.tree.clear(this.tree.root);
    this.scripts.clear();
    this.over = false;
  }

  private lineChanged(state: LineState): void {
    if (state !== "open") this.uploads?.lost();
    if (state === "lost" && !this.over) this.status.lost(() => this.connection.wake());
    else if (state !== "ended") this.status.open();
    if (state === "open") this.pins.flush();
  }

  get connected(): boolean {
    return this.connection.state === "open";
  }

  private ended(bye: Bye): void {
    if (this.reloads(bye)) {
      this.restart();
      return;
    }
    // After the end of the program nothing was to come any more.
    const quiet = this.over && (bye.reason === "closed" || bye.reason === "unknown");
    this.over = true;
    this.uploads?.cancelAll();
    if (quiet) this.status.open();
    else this.status.bye(bye);
    for (const tell of this.onEnd) tell();
  }

  /** Load the page again, for a new session. */
  private restart(): void {
    this.comeback.forget();
    location.reload();
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
    const trims = commands.filter((command) => command.cmd === "trim");
    if (trims.length === 0) return;
    for (const id of doomedBy(trims, this.queue.waitingCommands())) this.doomed.add(id);
  }

  private beginFlush(count: number): void {
    const now = performance.now();
    const calm = now - this.flushedAt > ANIMATED_AFTER;
    this.flushedAt = now;
    this.animating = calm && this.env.animate && count <= ANIMATED_MOST && this.snapshot === null;
  }

  private step(commands: readonly AnyCommand[], from: number, to: number): Step {
    const command = commands[from] as AnyCommand;
    const missing = this.missing(command);
    if (missing !== undefined) return { taken: 0, wait: this.chunks.fetch(missing) };
    const run = appendRun(commands, from, to, this);
    if (run !== null) return run;
    const wait = this.attempt(() => this.apply(command));
    return { taken: 1, work: command.cmd === "put.texts" ? command.texts.length : 1, wait };
  }

  private apply(command: AnyCommand): Promise<void> | undefined {
    if ("effect" in command && !this.comeback.begin(command.effect)) return undefined;
    return dispatch(command, this);
  }

  attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      console.error("pywebio:", error);
      return undefined;
    }
  }

  shown(element: HTMLElement, scope: string): void {
    if (this.animating) element.classList.add("webio-appear");
    if (scope === ROOT) this.scroller.grown();
  }

  scripted(): void {
    this.departure.acted();
  }

  settled(): void {
    this.comeback.settled();
  }

  missing(command: AnyCommand): string[] | undefined {
    return this.chunks.missing(command);
  }

  // --------------------------------------------------------------------------- program <- page

  send(event: AnyEvent): void {
    // The answer to a click is to know what was entered before it.
    if (event.event !== "pin.change") this.pins.flush();
    if (event.event === "popup.closed") popupClosed(event.popup, this);
    if (this.over) return;
    this.queue.acted();
    this.sender.send(event);
    if (event.event === "form.submit") this.panel.touched = false;
  }

  /** An event was too large to be sent. */
  private refused(event: AnyEvent): void {
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

  fileUrl(src: string): string {
    return fileUrl(this.settings.backend, src);
  }

  /** The address of a library that lies in a Python package of the server. */
  libraryUrl(name: string): string {
    const url = new URL(this.settings.backend);
    url.search += `${url.search === "" ? "?" : "&"}_pywebio_library=${name}`;
    return url.href;
  }

  upload(file: Blob, slot: number, changed: () => void): Sending {
    this.uploads ??= this.makeUploads();
    return this.uploads.send(file, slot, changed);
  }

  /** What needs it has waited for its part of the bundle. */
  private makeUploads(): Uploads {
    const part = loaded<FileChunk>("file");
    if (part === undefined) throw new Error("the part of the page for files is not there");
    return new part.Uploads({
      clock: this.clock,
      post: this.post,
      newId: randomId,
      sendBytes: (bytes) => this.connection.sendBytes(bytes),
      address: (slot, id, size, offset) => this.uploadUrl(slot, id, size, offset),
    });
  }

  private uploadUrl(slot: number, id: string, size: number, offset: number): string | null {
    const secret = this.welcome?.upload;
    return secret ? uploadUrl(this.settings.backend, secret, slot, id, size, offset) : null;
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
