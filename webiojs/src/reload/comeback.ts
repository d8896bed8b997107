// Coming back to a session with a fresh load of the page: what a load leaves, what the next one says
// of it, and what it puts back when the server lets it return.

import { RETURNING } from "../hello";
import type { PinDraft } from "../page/pins";
import type { AnyEvent, Earlier, Hello, Json, Welcome } from "../protocol";
import type { Copies } from "./copies";
import type { Departure } from "./departure";
import type { Focus } from "./focus";
import type { Look } from "./look";
import type { Left, Memory, UnsentEvent } from "./memory";

/** What was done by an earlier load and not sent is sent so long after (ms); later it is asked about. */
export const SENT_WITHIN = 30_000;

/** What the visitor has done to the page and the server does not know. */
export interface Draft {
  forms: Record<string, Record<string, Json>>;
  pins: Record<string, PinDraft>;
  look: Look | null;
  focus: Focus | null;
}

/** The page, as far as it can be left and come back to. */
export interface ComebackPage {
  draft(): Draft;
  restore(draft: Draft): void;
  /** Events that the server has not confirmed, those that may be kept. */
  unsent(): { number: number; age: number; event: AnyEvent }[];
  send(event: AnyEvent): void;
  /** Tell the visitor that the page has come back; `late` are events that are too old to be sent. */
  returned(late: AnyEvent[]): void;
}

export interface ComebackOptions {
  view: string;
  navigation: NonNullable<Hello["navigation"]>;
  memory: Memory;
  copies: Copies;
  departure: Departure;
  /** `Date.now`: loads of the page have no other clock in common. */
  today(): number;
}

export class Comeback {
  /** The last effect that was done in this session, by this load or the one before. */
  done = 0;
  private readonly began: number;
  /** What the load before has left, until the server has said whose session this is. */
  private left: Left | null = null;
  private earlier: Earlier | undefined;
  private session = "";
  /** What is to be put back when the page stands. */
  private awaited: Draft | null = null;
  private late: AnyEvent[] = [];
  private given = false;

  constructor(
    private readonly page: ComebackPage,
    private readonly options: ComebackOptions,
  ) {
    this.began = options.today();
  }

  /** Look for what an earlier load has left: its session key, once that may be used. */
  prepare(): Promise<string> | null {
    const { memory, copies, navigation } = this.options;
    const left = RETURNING.includes(navigation) ? memory.read() : null;
    copies.listen();
    return left === null ? null : this.prepareFrom(left);
  }

  private async prepareFrom(left: Left): Promise<string> {
    const { copies } = this.options;
    const copied = await copies.ask(left.view);
    this.left = left;
    this.done = left.done;
    this.earlier = {
      view: left.view,
      ...(left.made && { made: true }),
      ...(left.reloaded && { reload_ago: Math.max(0, Math.round(this.began - left.began)) }),
      ...(copied && { copied }),
    };
    if (!copied) this.save();
    return left.session;
  }

  /** What a hello says of it. */
  introduce(): Pick<Hello, "done" | "earlier"> {
    const { done, earlier } = this;
    return earlier === undefined ? { done } : { done, earlier };
  }

  welcomed(welcome: Welcome): void {
    const { left } = this;
    this.left = null;
    this.earlier = undefined;
    if (welcome.session !== this.session) {
      this.awaited = null;
      this.session = welcome.session;
      if (left !== null && welcome.returned === true) this.takeOver(left, welcome);
      else this.done = 0;
      this.options.memory.note(this.done);
    }
    this.save();
  }

  private takeOver(left: Left, welcome: Welcome): void {
    const { forms, pins, look, focus } = left;
    this.awaited = { forms, pins, look, focus };
    const taken = welcome.earlier_events ?? 0;
    const now = this.options.today();
    this.late = [];
    for (const { number, at, event } of left.events) {
      if (number <= taken) continue;
      if (now - at <= SENT_WITHIN) this.page.send(event);
      else this.late.push(event);
    }
  }

  /** The page stands: put back what was not the server's to know. */
  settled(): void {
    const { awaited, late } = this;
    if (awaited === null) return;
    this.awaited = null;
    this.late = [];
    this.page.restore(awaited);
    this.page.returned(late);
  }

  /** An effect is about to be done. False if it was done before. */
  begin(effect: number): boolean {
    if (effect <= this.done) return false;
    this.done = effect;
    this.options.memory.note(effect);
    return true;
  }

  /** The page may be left at any moment from now on: keep what the next load needs. */
  save(): void {
    if (this.given) return;
    const left = this.left ?? this.whatIsHere();
    if (left === null) return;
    const { memory, departure, navigation } = this.options;
    memory.write({
      ...left,
      began: this.began,
      reloaded: navigation === "reload",
      made: departure.made,
    });
  }

  private whatIsHere(): Omit<Left, "began" | "reloaded" | "made"> | null {
    if (this.session === "") return null;
    const now = this.options.today();
    const events = this.page.unsent().map<UnsentEvent>(({ number, age, event }) => ({
      number,
      at: now - age,
      event,
    }));
    return {
      session: this.session,
      view: this.options.view,
      done: this.done,
      ...(this.awaited ?? this.page.draft()),
      events,
    };
  }

  /** The page is being left. */
  leave(): void {
    this.save();
    this.options.copies.close();
  }

  /** The page was kept by the browser, and is shown again. */
  back(): void {
    this.options.copies.listen();
  }

  /** The next load is to begin anew. */
  forget(): void {
    this.given = true;
    this.options.memory.forget();
  }
}
