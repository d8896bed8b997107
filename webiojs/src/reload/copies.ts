// Is this tab a copy of another one? A copied tab has all that the other one keeps, its session key
// too. So a fresh load asks whether the one whose key it has found still lives; that one answers.

import type { Clock } from "../transport/connection";

const CHANNEL = "pywebio";

/** A page that lives answers within so many milliseconds, unless it is very busy. */
export const ANSWER_WITHIN = 150;

/** As much of a `BroadcastChannel` as is needed. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

interface Word {
  pywebio: "who" | "here";
  view: string;
}

export class Copies {
  private channel: Channel | null = null;
  private heard: ((view: string) => void) | null = null;

  constructor(
    private readonly view: string,
    private readonly open: () => Channel | null,
    private readonly clock: Clock,
  ) {}

  /** Answer those who ask for this page. */
  listen(): void {
    if (this.channel !== null) return;
    this.channel = this.open();
    if (this.channel === null) return;
    this.channel.onmessage = (event) => this.hear(event.data as Partial<Word> | null);
  }

  /** The page is being left: a page that is only kept by the browser does not live. */
  close(): void {
    this.channel?.close();
    this.channel = null;
  }

  /** Whether another load of the page lives. */
  async ask(view: string): Promise<boolean> {
    this.listen();
    if (this.channel === null) return false;
    return await new Promise((resolve) => {
      const end = (lives: boolean): void => {
        this.heard = null;
        cancel();
        resolve(lives);
      };
      const cancel = this.clock.after(ANSWER_WITHIN, () => end(false));
      this.heard = (other) => other === view && end(true);
      this.say({ pywebio: "who", view });
    });
  }

  private hear(word: Partial<Word> | null): void {
    if (typeof word?.view !== "string") return;
    if (word.pywebio === "who" && word.view === this.view) {
      this.say({ pywebio: "here", view: this.view });
    } else if (word.pywebio === "here") {
      this.heard?.(word.view);
    }
  }

  private say(word: Word): void {
    this.channel?.postMessage(word);
  }
}

export function browserChannel(): Channel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null; // Not to be had in this frame.
  }
}
