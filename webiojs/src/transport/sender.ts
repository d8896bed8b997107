// Events on their way to the connection: what is too large for a frame goes the way of files, and a
// small event names it.

import type { AnyEvent } from "../protocol";
import { byteLength, type Connection } from "./connection";
import type { Sending } from "./upload";

/** Where events go that are too large for a frame. */
const EVENT_SLOT = 0;

/** Room in a frame beside an event. */
const FRAME_ROOM = 256;

export interface SenderOptions {
  connection: Connection;
  /** Send a file; null where the server takes none. */
  upload(file: Blob, slot: number, changed: () => void): Promise<Sending> | null;
  /** An event could not be sent. */
  refused(event: AnyEvent): void;
}

export class Sender {
  constructor(private readonly options: SenderOptions) {}

  send(event: AnyEvent): void {
    const { connection } = this.options;
    const room = connection.limits.frame_bytes - FRAME_ROOM;
    const text = JSON.stringify(event);
    if (byteLength(text, room) > room) this.sendLarge(event, text);
    else connection.send(event);
  }

  private sendLarge(event: AnyEvent, text: string): void {
    const { connection } = this.options;
    let sending: Sending | null = null;
    const changed = (): void => {
      if (sending?.state === "done") connection.send({ event: "large", upload: sending.id });
      else if (sending?.state === "failed") this.refuse(event);
    };
    const begun = this.options.upload(new Blob([text]), EVENT_SLOT, changed);
    if (begun === null) this.refuse(event);
    else {
      begun.then(
        (upload) => {
          sending = upload;
          changed();
        },
        () => this.refuse(event),
      );
    }
  }

  private refuse(event: AnyEvent): void {
    console.error(`pywebio: an event "${event.event}" is too large to be sent`);
    this.options.refused(event);
  }
}
