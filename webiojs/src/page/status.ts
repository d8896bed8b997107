// What the page says of itself: the bar of the line's state, and how the program ended.

import { t } from "../i18n";
import type { Bye, ProgramState } from "../protocol";
import type { Clock } from "../transport/connection";
import { h } from "./dom";

/** A line that is back this soon is not worth a word. */
export const GRACE = 400;

/** So long (ms) it is said that the page has come back after a reload. */
export const RETURN_SHOWN = 8000;

export interface BarAction {
  label: string;
  run(): void;
}

export class Status {
  private bar: HTMLElement | null = null;
  private cancelGrace: (() => void) | null = null;
  private failure: HTMLElement | null = null;
  private note: HTMLElement | null = null;

  constructor(
    /** Where the error of a program is shown: below its output. */
    private readonly output: HTMLElement,
    private readonly clock: Clock,
    /** Load the page again, for a new session. */
    private readonly restart: () => void,
  ) {}

  /** The line is lost: say so if it does not come back at once. */
  lost(retry: () => void): void {
    if (this.cancelGrace !== null || this.bar !== null) return;
    this.cancelGrace = this.clock.after(GRACE, () => {
      this.cancelGrace = null;
      this.say(t("reconnecting"), { label: t("reconnect"), run: retry }, "webio-reconnecting");
    });
  }

  /** The line is there. */
  open(): void {
    this.cancelGrace?.();
    this.cancelGrace = null;
    this.bar?.remove();
    this.bar = null;
  }

  /** The server does not go on with this page. */
  bye(bye: Bye): void {
    // After "stopped" the line looks for the next server, and no end is told.
    const reason = bye.reason === "stopped" ? "closed" : bye.reason;
    const text = bye.detail ? `${t(reason)} ${bye.detail}` : t(reason);
    const again = bye.reason === "version" ? "reload" : "restart";
    this.say(text, { label: t(again), run: this.restart }, `webio-bye-${bye.reason}`);
  }

  /** The page was loaded again and shows the session that was there: say so for a moment. */
  returned(): void {
    this.say(t("returned"), { label: t("restart"), run: this.restart }, "webio-returned");
    const { bar } = this;
    this.clock.after(RETURN_SHOWN, () => {
      if (this.bar === bar && bar?.contains(document.activeElement) !== true) this.open();
    });
  }

  /** What was done before the reload was not sent, long ago: only the visitor knows what to do. */
  unsent(send: () => void): void {
    const answer = (label: string, run: () => void): BarAction => ({
      label: t(label),
      run: () => {
        this.open();
        run();
      },
    });
    this.say(t("unsent"), [answer("send", send), answer("discard", () => {})], "webio-unsent");
  }

  /** Show one line at the top of the window until something else is to be said. */
  say(text: string, actions: BarAction | BarAction[] = [], kind = ""): void {
    this.open();
    const bar = h("div", { class: `webio-status ${kind}`.trim(), role: "status" });
    this.bar = bar;
    this.place();
    // Text that comes into a live region that is already there is read out.
    bar.append(h("span", { class: "webio-status-text" }, text));
    const look = { type: "button", class: "btn btn-sm webio-status-action" };
    for (const { label, run } of [actions].flat()) {
      bar.append(h("button", { ...look, on: { click: () => run() } }, label));
    }
  }

  /** A dialog was opened or closed: outside of an open one nothing can be used, the bar neither. */
  place(): void {
    const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (this.bar !== null && this.bar.parentElement !== home) home.append(this.bar);
  }

  /** What cannot be repaired by waiting: shown below the output. */
  fail(text: string, detail = ""): void {
    this.failure?.remove();
    this.failure = h(
      "div",
      { class: "alert alert-danger webio-alert webio-failure", role: "alert" },
      h(
        "div",
        { class: "webio-alert-body" },
        h("p", { class: "webio-failure-text" }, text),
        detail !== "" && h("pre", { tabindex: 0, "aria-label": t("details") }, detail),
      ),
    );
    this.output.append(this.failure);
  }

  program(command: ProgramState): void {
    this.failure?.remove();
    this.note?.remove();
    this.failure = this.note = null;
    const over = command.state === "finished" || command.state === "failed";
    document.body.classList.toggle("webio-finished", over);
    if (command.state === "failed") this.fail(t("failed"), command.detail);
    if (command.state === "finished") this.noteEnd();
  }

  private noteEnd(): void {
    this.note = h("span", { class: "webio-ended" }, t("closed"));
    // A program may have taken the footer away.
    (document.querySelector("footer.footer") ?? this.output).append(this.note);
  }
}
